/// Where a row of a batch came from.
public struct RowOrigin: Sendable {
  /// Which record of the file, from 1.
  public var record: Int
  /// Which item of the record, from 0; above 0 only where `each` made several rows of one record.
  public var item: Int
  /// Line in the decoded file on which the record begins, from 1; 0 where lines mean nothing.
  public var line: Int
  /// Offset of the record's first byte in the decoded file, from 0.
  public var byteOffset: Int
  /// The record's raw text: a range of the batch's `bytes`.
  public var rawOffset: Int
  public var rawLength: Int

  public init(record: Int, item: Int = 0, line: Int, byteOffset: Int, rawOffset: Int, rawLength: Int) {
    self.record = record
    self.item = item
    self.line = line
    self.byteOffset = byteOffset
    self.rawOffset = rawOffset
    self.rawLength = rawLength
  }
}

/// A record that the reader could not give as a row, with what is known of it.
public struct UnreadableRecord: Sendable {
  public var origin: RowOrigin
  public var problem: Problem

  public init(origin: RowOrigin, problem: Problem) {
    self.origin = origin
    self.problem = problem
  }
}

/// Some hundred records as flat rows of slots over one buffer of bytes.
///
/// ```
/// bytes     [ the file's own bytes, as read … | unescaped copies … ]
/// slots     [ row 0: slot 0 … slot n-1 | row 1: … ]          n = slotCount
/// elements  [ the values of list slots ]
/// origins   [ row 0 | row 1 | … ]
/// ```
/// One owner at a time: a reader fills it, hands it on, and does not touch it again until it is given back.
public final class RecordBatch: @unchecked Sendable {
  /// Memory that an emptied batch keeps: twice what a reader fills at once.
  static let keptBytes = 4 << 20

  public let slotCount: Int
  public let bytes: ByteBuffer
  public var slots: [Slot] = []
  public var elements: [Slot] = []
  public var origins: [RowOrigin] = []
  /// Records that were read and are no rows: each counts as read and rejected.
  public var unreadable: [UnreadableRecord] = []
  /// Said of the file, not of one record: warnings, and the error after which the file cannot be read on.
  public var fileProblems: [Problem] = []
  /// Records that are none of those that the mapping asks for, by what they are; each counts as read and filtered.
  public var passedOver: [String: Int] = [:]
  /// The last word of the input on how far it has come, which it wants back (a Singer STATE); as JSON in one line.
  ///
  /// All records that came before it are in this batch or an earlier one.
  public var state: [UInt8]?
  /// Whether nothing came of a part of the input that the mapping asks for: no state is safe then.
  public var lacksStream = false
  /// Records read for this batch: those with rows (a record with several rows once), the unreadable ones, and those
  /// that are passed over.
  public var recordCount = 0

  public init(slotCount: Int, byteCapacity: Int = 1 << 20) {
    self.slotCount = slotCount
    self.bytes = ByteBuffer(capacity: byteCapacity)
  }

  public var rowCount: Int { origins.count }

  /// Empties the batch and keeps its memory.
  public func removeAll() {
    bytes.removeAll(keeping: Self.keptBytes)
    slots.removeAll(keepingCapacity: true)
    elements.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
    unreadable.removeAll(keepingCapacity: true)
    fileProblems.removeAll(keepingCapacity: true)
    passedOver.removeAll()
    state = nil
    lacksStream = false
    recordCount = 0
  }

  @inlinable public func slot(row: Int, column: Int) -> Slot { slots[row &* slotCount &+ column] }

  /// The bytes of a scalar slot; valid until `bytes` grows.
  @inlinable public func view(_ slot: Slot) -> UnsafeBufferPointer<UInt8> {
    bytes.view(slot.start, slot.length)
  }

  /// The raw text of a row's record.
  public func raw(_ origin: RowOrigin) -> UnsafeBufferPointer<UInt8> {
    bytes.view(origin.rawOffset, origin.rawLength)
  }
}
