/// One output field as the executor runs it: plain data, so that the loop over fields touches no reference
/// count.
///
/// The references are unretained; `MappingProgram` owns what they point to.
struct FieldStep {
  enum Kind: UInt8 {
    case text
    case integer
    /// A whole number that is not negative.
    case count
    case number
    case boolean
    case dateTime
    case list
    case score
    case uuid
    case productType
    /// The same text in every row; written once for each batch.
    case constant
  }

  var kind: Kind
  /// Whether the value is the first non-empty slot, trimmed, and nothing else.
  var isPlain: Bool
  /// Whether an empty value rejects the record, with which fault.
  var emptyFault: EmptyFault
  /// A range of `MappingProgram.slotIndices`.
  var firstSlot: Int
  var slotCount: Int
  var program: Unmanaged<ValueProgram>
  var date: Unmanaged<DateProgram>?
  var score: Unmanaged<ScoreProgram>?
}

/// What an empty value means for the record.
enum EmptyFault: UInt8 {
  case none
  case required
  case externalID
  case score
  case origin
}
