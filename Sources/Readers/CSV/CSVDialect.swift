import Records

/// How the records of a CSV file are written, from the mapping's `source:` block.
struct CSVDialect: Sendable {
  enum Escape: String {
    /// `""` inside quotes is one quote.
    case doubled
    /// A backslash takes the special meaning from the next byte, inside quotes and outside; `""` is understood too.
    case backslash
    case none
  }
  /// What becomes of a record whose number of fields is not the file's.
  enum Ragged: String {
    case reject
    /// Absent fields are missing; extra ones are cut if they are empty.
    case pad
    case error
    case allow
  }

  var delimiter = UInt8(ascii: ",")
  /// nil: quotes are ordinary text.
  var quote: UInt8? = UInt8(ascii: "\"")
  var escape = Escape.doubled
  var hasHeader = true
  var columns: [String] = []
  var comment: UInt8?
  var ragged = Ragged.reject
  var skipLines = 0
  var trimsCells = false
  var nullValues: [String] = []
  var maxRecordBytes = CommonOptions.defaultMaxRecordBytes

  init() {}

  init(_ options: SourceOptions) throws(Problem) {
    delimiter = (options.byte("delimiter") ?? nil) ?? delimiter
    if let given = options.byte("quote") { quote = given }
    escape = options.text("escape").flatMap(Escape.init) ?? escape
    hasHeader = options.flag("header") ?? hasHeader
    columns = options.textList("columns") ?? columns
    comment = options.byte("comment") ?? nil
    ragged = options.text("ragged").flatMap(Ragged.init) ?? ragged
    skipLines = options.integer("skip_lines") ?? skipLines
    trimsCells = options.flag("trim_cells") ?? trimsCells
    nullValues = options.textList("null_values") ?? nullValues
    maxRecordBytes = options.integer("max_record_bytes") ?? maxRecordBytes
    if let fault { throw Problem("csv.dialect", .error, fault) }
  }

  /// What makes the dialect ambiguous: a byte with two meanings.
  private var fault: Sentence? {
    var roles: [(name: String, byte: UInt8)] = [("delimiter", delimiter)]
    if let quote { roles.append(("quote", quote)) }
    if let comment { roles.append(("comment", comment)) }
    if escape == .backslash { roles.append(("escape", UInt8(ascii: "\\"))) }
    for (index, role) in roles.enumerated() {
      if role.byte == CSVByte.lineFeed || role.byte == CSVByte.carriageReturn {
        return "'\(role.name)' is a line break, which ends records"
      }
      if role.byte >= 0x80 { return "'\(role.name)' is byte \(Int(role.byte)), which is no ASCII character" }
      if let other = roles[..<index].first(where: { $0.byte == role.byte }) {
        return "'\(role.name)' is the same byte as '\(other.name)'"
      }
    }
    return nil
  }

  /// The options of `source: { format: csv }`.
  static let options: [OptionDescription] =
    [
      OptionDescription(
        "delimiter", .byte(orNone: false), default: .byte(UInt8(ascii: ",")), "Between fields."),
      OptionDescription(
        "quote", .byte(orNone: true), default: .byte(UInt8(ascii: "\"")),
        "Around fields that hold delimiters or line breaks; 'none' makes quotes ordinary text."),
      OptionDescription(
        "escape", .choice(["doubled", "backslash", "none"]), default: .text("doubled"),
        "How a quote is written inside quotes; 'backslash' also reads \\n, \\r and \\t, quoted or not."),
      OptionDescription("header", .flag, default: .flag(true), "Whether the first record names the columns."),
      OptionDescription(
        "columns", .textList, default: .textList([]),
        "Names of the columns, where there is no header or instead of those in it."),
      OptionDescription(
        "comment", .byte(orNone: true), default: .byte(nil), "Lines that begin with this byte are no records."
      ),
      OptionDescription(
        "ragged", .choice(["reject", "pad", "error", "allow"]), default: .text("reject"),
        "What becomes of a record with too few or too many fields: rejected; padded, or cut where the extra "
          + "fields are empty; the end of the file; or read as it is."),
      OptionDescription(
        "skip_lines", .integer(0...1_000_000), default: .integer(0),
        "Lines before the header that are no data."),
      OptionDescription(
        "trim_cells", .flag, default: .flag(false),
        "Whether blanks around values, and around quotes, are cut."),
      OptionDescription(
        "null_values", .textList, default: .textList([]), "Values that mean: none, such as NULL or \\N."),
    ] + CommonOptions.all
}

/// The bytes that CSV gives a meaning whatever the dialect.
enum CSVByte {
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let backslash = UInt8(ascii: "\\")

  @inline(__always)
  static func isLineBreak(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
