import Ledger
import Records

/// The `data` of an event, read as the type has it.
struct EventData {
  private let data: JSONFragment

  init(_ data: JSONFragment) { self.data = data }

  var author: EventAuthor? {
    guard let author = data["author"], let identifier = EventText.optional(author["identifier"]) else {
      return nil
    }
    return EventAuthor(identifier: identifier, type: EventText.optional(author["type"]))
  }

  func payload(of type: EventType?) throws(Problem) -> EventPayload {
    switch type {
    case nil: .unknown
    case .productCreated, .productUpdated, .productDeleted, .productUpdatedDelta, .productBecameComplete,
      .productBecameIncomplete:
      try product()
    case .productModelCreated, .productModelUpdated, .productModelDeleted, .productModelUpdatedDelta:
      .productModel(code: try productModelCode())
    case .attributeDeleted, .attributeUpdated: .attribute(code: try text("attribute", "code"))
    case .attributeGroupDeleted, .attributeGroupUpdated:
      .attributeGroup(code: try text("attribute_group", "code"))
    case .attributeOptionDeleted, .attributeOptionUpdated:
      .attributeOption(
        code: try text("attribute_option", "code"),
        attribute: try text("attribute_option", "attribute", "code"))
    case .categoryCreated, .categoryUpdated, .categoryDeleted: .category(code: try text("category", "code"))
    case .familyCreated, .familyUpdated, .familyDeleted: .family(code: try text("family", "code"))
    case .assetCreated, .assetUpdated, .assetDeleted:
      .asset(code: try text("asset", "code"), family: try text("asset", "asset_family", "code"))
    case .referenceEntityRecordUpdated:
      .referenceEntityRecord(
        code: try text("reference_entity_record", "code"),
        entity: try text("reference_entity_record", "reference_entity", "code"))
    case .appDeleted: .app(clientID: try text("app", "client_id"))
    case .connectionDeleted: try connection()
    }
  }

  // MARK: What has more than one spelling

  private func product() throws(Problem) -> EventPayload {
    let text = try text("product", "uuid")
    guard let uuid = CatalogUUID(text) else { throw EventProblem.uuid("data.product.uuid", text) }
    return .product(uuid: uuid, identifier: EventText.optional(data["product"]?["identifier"]))
  }

  /// The reference's tables name `data.product.code`, its examples `data.product_model.code`.
  private func productModelCode() throws(Problem) -> String {
    if let code = EventText.optional(data["product_model"]?["code"]) { return code }
    if let code = EventText.optional(data["product"]?["code"]) { return code }
    return try text("product_model", "code")
  }

  private func connection() throws(Problem) -> EventPayload {
    let connection = data["connection"]
    let clientID = EventText.optional(connection?["client_id"])
    let code = EventText.optional(connection?["code"])
    guard clientID != nil || code != nil else { throw EventProblem.missing("data.connection.client_id") }
    return .connection(clientID: clientID, code: code)
  }

  private func text(_ path: String...) throws(Problem) -> String {
    let value = path.reduce(Optional(data)) { $0?[$1] }
    return try EventText.required(value, "data." + path.joined(separator: "."))
  }
}
