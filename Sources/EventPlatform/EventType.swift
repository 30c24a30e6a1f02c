/// The types of events that are known, by the part of their name behind `com.akeneo.pim.v1.`.
///
/// The first 24 are those of the published reference, the last four are named by later pages.
public enum EventType: String, CaseIterable, Sendable {
  case appDeleted = "app.deleted"
  case attributeDeleted = "attribute.deleted"
  case attributeUpdated = "attribute.updated"
  case attributeGroupUpdated = "attribute-group.updated"
  case attributeGroupDeleted = "attribute-group.deleted"
  case productCreated = "product.created"
  case productUpdated = "product.updated"
  case productDeleted = "product.deleted"
  case productModelDeleted = "product-model.deleted"
  case productModelCreated = "product-model.created"
  case productModelUpdated = "product-model.updated"
  case connectionDeleted = "connection.deleted"
  case categoryCreated = "category.created"
  case categoryUpdated = "category.updated"
  case categoryDeleted = "category.deleted"
  case assetCreated = "asset.created"
  case assetUpdated = "asset.updated"
  case assetDeleted = "asset.deleted"
  case familyUpdated = "family.updated"
  case familyDeleted = "family.deleted"
  case familyCreated = "family.created"
  case referenceEntityRecordUpdated = "reference-entity-record.updated"
  case attributeOptionDeleted = "attribute-option.deleted"
  case attributeOptionUpdated = "attribute-option.updated"

  case productUpdatedDelta = "product.updated.delta"
  case productModelUpdatedDelta = "product-model.updated.delta"
  case productBecameComplete = "product.became-complete"
  case productBecameIncomplete = "product.became-incomplete"

  /// What stands before the types of the PIM's first version.
  public static let prefix = "com.akeneo.pim.v1."

  /// Nil for a type that is not known.
  public init?(name: String) {
    guard name.hasPrefix(Self.prefix) else { return nil }
    self.init(rawValue: String(name.dropFirst(Self.prefix.count)))
  }

  /// The whole name: `com.akeneo.pim.v1.product.created`.
  public var name: String { Self.prefix + rawValue }

  /// Whether the published reference lists it.
  public var isOfReference: Bool {
    switch self {
    case .productUpdatedDelta, .productModelUpdatedDelta, .productBecameComplete, .productBecameIncomplete:
      false
    default: true
    }
  }
}
