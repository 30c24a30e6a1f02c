/// What a slot holds.
///
/// The raw value must fit in three bits.
public enum SlotKind: UInt32, Sendable {
  /// The record has no such field.
  case missing = 0
  /// The field is there and says that it has no value (JSON `null`).
  case null = 1
  /// Text, unescaped and valid UTF-8.
  case string = 2
  /// A number as the source wrote it: `9007199254740993` and `4.50` keep their text.
  case number = 3
  /// `true` or `false`, as that text.
  case boolean = 4
  /// Several values; the slot counts elements of the batch's `elements`.
  case list = 5
  /// A nested object, as its source text (JSON) or without bytes (XML).
  case object = 6
}

/// One value of a record: a range of bytes in the batch's buffer, or a range of its `elements`, in 8 bytes.
///
/// Offset counts bytes from the start of the batch's buffer; length is below 2^28 (256 MiB).
public struct Slot: Equatable, Sendable {
  public var offset: UInt32
  @usableFromInline var lengthAndKind: UInt32

  /// The largest length that a slot can hold.
  public static let maxLength = (1 << 28) - 1

  @inlinable public init(kind: SlotKind, offset: Int, length: Int) {
    self.offset = UInt32(truncatingIfNeeded: offset)
    self.lengthAndKind = UInt32(truncatingIfNeeded: length) << 4 | kind.rawValue
  }

  /// A slot of a review whose bytes lie where the record has them: in `ReviewBatch.source`.
  @inlinable public init(inSource kind: SlotKind, offset: Int, length: Int) {
    self.init(kind: kind, offset: offset, length: length)
    lengthAndKind |= Self.sourceBit
  }

  @usableFromInline static let sourceBit: UInt32 = 8

  public static let missing = Slot(kind: .missing, offset: 0, length: 0)
  public static let null = Slot(kind: .null, offset: 0, length: 0)

  @inlinable public var start: Int { Int(offset) }
  /// Bytes, or elements where the kind is `list`.
  @inlinable public var length: Int { Int(lengthAndKind >> 4) }
  @inlinable public var kind: SlotKind {
    SlotKind(rawValue: lengthAndKind & 7).unsafelyUnwrapped  // only `init` writes these bits
  }
  // The kinds by their numbers: asking for `kind` is a call from other targets.

  /// Whether the kind is `missing` or `null`.
  @inlinable public var isEmpty: Bool { lengthAndKind & 7 <= 1 }
  @inlinable public var isList: Bool { lengthAndKind & 7 == 5 }
  /// Whether the bytes lie in `ReviewBatch.source`.
  @inlinable public var isInSource: Bool { lengthAndKind & Self.sourceBit != 0 }
  /// Whether the slot has bytes to show: a non-empty string, number or boolean.
  @inlinable public var isScalarWithBytes: Bool {
    let kind = lengthAndKind & 7
    return kind >= 2 && kind <= 4 && lengthAndKind >= 16
  }
}
