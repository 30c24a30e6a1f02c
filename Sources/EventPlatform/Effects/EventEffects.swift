import Ledger

/// What an event of a type does here.
///
/// The table of docs/events.md has these rows; a test holds the two together.
public enum EffectKind: String, CaseIterable, Sendable {
  case itemCreated = "item known"
  case itemUpdated = "item stale"
  case itemDeleted = "item deleted"
  case attributeChanged = "attribute changed"
  case clientDeleted = "client deleted"
  case recorded = "recorded"

  /// What that means, in a sentence for people.
  public var meaning: String {
    switch self {
    case .itemCreated:
      "the product or model is in the catalog from that time on; by its identifier too where the event has one, else "
        + "once the catalog is read again"
    case .itemUpdated: "what the catalog knows of it is stale until it is read again"
    case .itemDeleted: "it is in the catalog no more from that time on"
    case .attributeChanged:
      "if the catalog finds products by that attribute, every run warns until the catalog is read again"
    case .clientDeleted: "if it is the client that submits, submissions stop with status 77"
    case .recorded: "kept and counted"
    }
  }
}

extension EventType {
  /// What an event of this type does: the only place that says it.
  public var effect: EffectKind {
    switch self {
    case .productCreated, .productModelCreated: .itemCreated
    case .productUpdated, .productUpdatedDelta, .productModelUpdated, .productModelUpdatedDelta: .itemUpdated
    case .productDeleted, .productModelDeleted: .itemDeleted
    case .attributeDeleted, .attributeUpdated: .attributeChanged
    case .appDeleted, .connectionDeleted: .clientDeleted
    case .attributeGroupUpdated, .attributeGroupDeleted, .attributeOptionDeleted, .attributeOptionUpdated,
      .categoryCreated, .categoryUpdated, .categoryDeleted, .assetCreated, .assetUpdated, .assetDeleted,
      .familyCreated, .familyUpdated, .familyDeleted, .referenceEntityRecordUpdated, .productBecameComplete,
      .productBecameIncomplete:
      .recorded
    }
  }
}

extension PlatformEvent {
  /// What the ledger is to do with this event; pure, so that the same event does the same whenever it comes.
  public var effect: EventEffect {
    guard let type else { return .none }
    return switch (type.effect, payload) {
    case (.itemCreated, let payload): Self.change(.created, payload, time)
    case (.itemUpdated, let payload): Self.change(.updated, payload, time)
    case (.itemDeleted, let payload): Self.change(.deleted, payload, time)
    case (.attributeChanged, .attribute(let code)):
      .attributeChanged(code: code, isDeleted: type == .attributeDeleted)
    case (.clientDeleted, .app(let clientID)): .clientDeleted(ids: [clientID])
    case (.clientDeleted, .connection(let clientID, let code)):
      .clientDeleted(ids: [clientID, code].compactMap { $0 })
    default: .none
    }
  }

  private static func change(
    _ kind: CatalogChange.Kind, _ payload: EventPayload, _ time: Int64
  ) -> EventEffect {
    switch payload {
    case .product(let uuid, let identifier):
      .catalog(CatalogChange(kind, .product(uuid: uuid), at: time, identifier: identifier))
    case .productModel(let code):
      .catalog(CatalogChange(kind, .productModel(code: code), at: time))
    default: .none
    }
  }

  /// The event as the ledger keeps it.
  ///
  /// - Parameters:
  ///   - payload: The bytes that it was read from.
  ///   - received: Milliseconds since 1970.
  public func entry(payload: [UInt8], received: Int64) -> EventEntry {
    EventEntry(
      id: id, type: typeName, isKnown: type != nil, time: time, received: received, source: source,
      subject: subject, author: author?.identifier, authorType: author?.type, payload: payload, effect: effect
    )
  }
}
