/// A review as the emulator holds it.
public struct StoredReview: Sendable, Equatable {
  public var origin: String
  public var externalID: String
  /// UUID of the product, code of the model.
  public var product: String
  /// The review as it was received last, in compact JSON.
  public var content: String
  /// How often it was received, this content or another.
  public var timesSeen: Int

  public init(origin: String, externalID: String, product: String, content: String, timesSeen: Int) {
    self.origin = origin
    self.externalID = externalID
    self.product = product
    self.content = content
    self.timesSeen = timesSeen
  }

  var json: String {
    let head = JSONValue.fields([
      ("origin", .string(origin)), ("external_id", .string(externalID)), ("product", .string(product)),
      ("times_seen", .integer(timesSeen)),
    ]).json
    return "\(head.dropLast()),\"review\":\(content)}"
  }
}

/// Stored reviews, by origin and external id: new ones are created, known ones updated, none is ever deleted.
struct ReviewStore: Sendable {
  struct Key: Hashable, Sendable {
    var origin: String
    var externalID: String
  }

  private struct Entry {
    var product: String
    var content: String
    var timesSeen: Int
  }

  private var entries: [Key: Entry] = [:]
  private(set) var created = 0
  private(set) var updated = 0
  private(set) var repeated = 0

  var count: Int { entries.count }

  mutating func upsert(_ key: Key, product: String, content: String) {
    guard var entry = entries[key] else {
      entries[key] = Entry(product: product, content: content, timesSeen: 1)
      created += 1
      return
    }
    if entry.product == product, entry.content == content { repeated += 1 } else { updated += 1 }
    entry.product = product
    entry.content = content
    entry.timesSeen += 1
    entries[key] = entry
  }

  /// Sorted by origin and external id; `product` nil means all.
  func reviews(product: String?) -> [StoredReview] {
    entries.lazy.filter { product == nil || $0.value.product == product }
      .map {
        StoredReview(
          origin: $0.key.origin, externalID: $0.key.externalID, product: $0.value.product,
          content: $0.value.content, timesSeen: $0.value.timesSeen)
      }
      .sorted { ($0.origin, $0.externalID) < ($1.origin, $1.externalID) }
  }

  func review(origin: String, externalID: String) -> StoredReview? {
    entries[Key(origin: origin, externalID: externalID)].map {
      StoredReview(
        origin: origin, externalID: externalID, product: $0.product, content: $0.content,
        timesSeen: $0.timesSeen)
    }
  }
}
