/// What an event says of one item.
public struct CatalogChange: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable { case created, updated, deleted }

  public var kind: Kind
  public var name: CatalogName
  /// Milliseconds since 1970, by the event.
  public var time: Int64
  /// The main identifier that the event tells; of several events the newest that tells one counts.
  public var identifier: String?

  public init(_ kind: Kind, _ name: CatalogName, at time: Int64, identifier: String? = nil) {
    self.kind = kind
    self.name = name
    self.time = time
    self.identifier = identifier
  }
}
