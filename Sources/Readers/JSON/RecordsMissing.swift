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
    let found: String
    if let members = first.members {
      found = members.isEmpty ? "an empty object" : "members \(Self.list(members))"
    } else {
      found = "no object or array"
    }
    let wanted = Quotation.quote(first.path)
    let hint = NearestName.suggestion(for: first.wanted, among: first.members ?? [])
    return Problem(
      "json.records-missing", isFound ? .warning : .error,
      at: first.place.position(file: file, record: nil),
      "found \(found), expected \(wanted)\(hint); no records \(isFound ? "there" : "were read")")
  }

  private static func list(_ members: [String]) -> String {
    let shown = members.prefix(shownMembers).map(Quotation.quote).joined(separator: ", ")
    return members.count > shownMembers ? "\(shown) and others" : shown
  }
}
