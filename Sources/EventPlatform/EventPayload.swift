import Ledger

/// What an event is about, as its type says it.
public enum EventPayload: Equatable, Sendable {
  /// The identifier comes where the subscription has `send_product_identifier`.
  case product(uuid: CatalogUUID, identifier: String?)
  case productModel(code: String)
  case attribute(code: String)
  case attributeGroup(code: String)
  case attributeOption(code: String, attribute: String)
  case category(code: String)
  case family(code: String)
  case asset(code: String, family: String)
  case referenceEntityRecord(code: String, entity: String)
  case app(clientID: String)
  /// The reference's table has the client id, its example the code: at least one is there.
  case connection(clientID: String?, code: String?)
  /// Of a type that is not known.
  case unknown
}

/// Who is responsible for what happened, as `data.author` has it.
public struct EventAuthor: Equatable, Sendable {
  public var identifier: String
  /// `user`, `api`, `job`, `system` or `unknown-user-type`; kept as it came.
  public var type: String?

  public init(identifier: String, type: String?) {
    self.identifier = identifier
    self.type = type
  }
}
