import Records

/// Remembers what stood in place of the records, until some are found.
struct RecordsMissing {
  /// Members named in the sentence; one more is remembered, to know that there were more.
  static let shownMembers = 10

  /// Where the path could not go on.
  struct Miss {
    /// The path up to and with the step that was not there.
    var path: String
    var wanted: String
    /// Names of the members that were there; nil where the value is no object.
    var members: [String]?
    var place: TextPlace
  }

  private(set) var first: Miss?
  /// Whether any value was found at the end of the path.
  var isFound = false

  mutating func note(_ miss: @autoclosure () -> Miss) {
    if first == nil { first = miss() }
  }

  /// What to say at the end of the file.
  func problem(file: String) -> Problem? {
    guard let first else { return nil }
    let severity = isFound ? Severity.warning : .error
    let position = first.place.position(file: file, record: nil)
    let wanted = "\(Quotation.quote(first.path)) of the option records"
    guard let members = first.members else {
      return Problem(
        "json.records-missing", severity, at: position,
        "found no object or array that could hold \(wanted); no records there")
    }
    if members.isEmpty {
      return Problem(
        "json.records-missing", severity, at: position, "found an empty object instead of \(wanted)")
    }
    let hint = NearestName.suggestion(for: first.wanted, among: members)
    return Problem(
      "json.records-missing", severity, at: position,
      "found members \(Self.list(members)), not \(wanted)\(hint)")
  }

  private static func list(_ members: [String]) -> String {
    let shown = members.prefix(shownMembers).map(Quotation.quote).joined(separator: ", ")
    return members.count > shownMembers ? "\(shown) and others" : shown
  }
}
