/// Why the reviews of a product are parked.
public enum ParkedReason: Hashable, Sendable {
  /// Nothing in the catalog bears any of its identifiers.
  case unknown
  /// The PIM had it; milliseconds since 1970.
  case deleted(at: Int64)
  /// It has nothing that the catalog is indexed by.
  case noIdentifier
  /// The catalog was not asked.
  case other

  /// As it is stored, and as JSON calls it; it must not change.
  public var text: String {
    switch self {
    case .unknown: "unknown"
    case .deleted: "deleted"
    case .noIdentifier: "no_identifier"
    case .other: "other"
    }
  }

  var since: Int64? { if case .deleted(let time) = self { time } else { nil } }

  init(_ text: String?, since: Int64?) {
    switch text {
    case "unknown": self = .unknown
    case "deleted": self = .deleted(at: since ?? 0)
    case "no_identifier": self = .noIdentifier
    default: self = .other
    }
  }
}
