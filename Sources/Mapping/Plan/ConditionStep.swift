/// One condition of `where` as the executor runs it: plain data, like `FieldStep`.
struct ConditionStep {
  enum Kind: UInt8 {
    /// The text is a key of `table`.
    case oneOf
    case matches
    case present
    case absent
    case newerThan
    case not
    case any
    case all
  }

  var kind: Kind
  /// A range of `MappingProgram.slotIndices`.
  var firstSlot = 0
  var slotCount = 0
  /// A range of `MappingProgram.conditions`.
  var firstChild = 0
  var childCount = 0
  var table: Unmanaged<ByteTable>?
  var expression: Unmanaged<RegularExpression>?
  var date: Unmanaged<DateProgram>?
  /// `newerThan`: an age in seconds before now, or a time in seconds since 1970.
  var threshold: Int64 = 0
  var isAge = false
  /// Index into `MappingProgram.conditionSources`.
  var source = 0
}
