import Records

/// Every problem code that reviewferry prints.
///
/// A test reads the sources for codes and holds these against them.
enum Explanations {
  static var groups: [ExplanationGroup] {
    [
      inputs, csv, json, xml, singer, command, mapping, values, sets, sending, calls, configuration,
      credentials, ledger, catalog, events, rejects, output, guess, setup, emulator,
    ]
  }

  static var all: [Explanation] { groups.flatMap(\.entries) }

  /// Codes that a mistyped one may have meant, the most likely first.
  static func near(_ name: String, among codes: [String]) -> [String] {
    var rest = codes
    var found: [String] = []
    while found.count < 3, let next = NearestName.of(name, among: rest) {
      found.append(next)
      rest.removeAll { $0 == next }
    }
    guard found.isEmpty else { return found }
    let tail = name.split(separator: ".").last.map(String.init) ?? name
    return Array(codes.filter { !tail.isEmpty && $0.contains(tail) }.prefix(3))
  }
}
