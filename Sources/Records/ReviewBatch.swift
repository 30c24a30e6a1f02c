/// How the value of an output field is written in JSON.
public enum FieldType: String, Sendable, CaseIterable {
  case string
  case integer
  case number
  case boolean
  case dateTime = "date_time"
  case list
}

/// One output field of a plan.
public struct OutputField: Equatable, Sendable {
  public enum Place: Equatable, Sendable {
    /// A key of `product_identification`: `product_type`, `product_uuid`, `product_model_code`, `origin`.
    case product
    /// A key of `product_identification.metadata`.
    case metadata
    /// A key of a raw review.
    case review
  }
  public var place: Place
  public var name: String
  public var type: FieldType

  public init(_ place: Place, _ name: String, _ type: FieldType = .string) {
    self.place = place
    self.name = name
    self.type = type
  }
}

/// Mapped reviews as flat rows of slots, one slot for each output field of the plan.
///
/// A slot of kind `missing` is left out of the request. Text is valid UTF-8; integers, numbers,
/// booleans and date-times are already in the form that JSON wants. A text that needs no change is not
/// copied: its slot points to the bytes of the records, which must stay as they are until the batch is emptied.
public final class ReviewBatch: @unchecked Sendable {
  public let fields: [OutputField]
  /// The slot that holds `external_id`.
  public let externalIDField: Int
  public let bytes: ByteBuffer
  /// The bytes that slots with `isInSource` mean: those of the records.
  public var source: ByteBuffer
  public var slots: [Slot] = []
  public var elements: [Slot] = []
  /// For each review, the row of the record batch it came from.
  public var rows: [Int] = []
  /// Rejected rows.
  public var rejected: [(row: Int, problem: Problem)] = []
  /// Rows filtered out, by the index of the `where` condition that did not hold.
  public var filtered: [Int]
  /// The first rows that each condition filtered out, a few of each.
  public private(set) var filteredRows: [(condition: Int, row: Int)] = []
  /// How many rows of a condition are kept: as many as a report shows.
  private static let keptFiltered = 3
  /// Reviews made beyond one for each row (an `each` that splits a value).
  public var extraReviews = 0

  public init(fields: [OutputField], filterCount: Int) {
    self.fields = fields
    self.externalIDField = fields.firstIndex(of: OutputField(.review, "external_id")) ?? 0
    self.filtered = Array(repeating: 0, count: filterCount)
    bytes = ByteBuffer(capacity: 1 << 16)
    source = bytes
  }

  public var reviewCount: Int { rows.count }

  /// Empties the batch and keeps its memory.
  public func removeAll() {
    bytes.removeAll(keeping: RecordBatch.keptBytes)
    source = bytes
    slots.removeAll(keepingCapacity: true)
    elements.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    rejected.removeAll(keepingCapacity: true)
    for index in filtered.indices { filtered[index] = 0 }
    filteredRows.removeAll(keepingCapacity: true)
    extraReviews = 0
  }

  /// Counts a row that a condition filtered out.
  @inline(__always) public func filter(row: Int, by condition: Int) {
    if filtered[condition] < Self.keptFiltered { filteredRows.append((condition, row)) }
    filtered[condition] += 1
  }

  @inlinable public func slot(review: Int, field: Int) -> Slot { slots[review &* fields.count &+ field] }

  @inlinable public func view(_ slot: Slot) -> UnsafeBufferPointer<UInt8> {
    (slot.isInSource ? source : bytes).view(slot.start, slot.length)
  }
}
