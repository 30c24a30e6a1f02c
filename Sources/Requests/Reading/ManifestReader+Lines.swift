import Records

extension ManifestReader {
  /// Reads one line and says what the next one must be.
  mutating func read(_ cursor: inout JSONCursor) throws(JSONFault) -> Entry? {
    switch part {
    case .open:
      try cursor.take("{")
      part = .format
    case .format: try readFormat(&cursor)
    case .tool: try readTool(&cursor)
    case .mapping: try readMapping(&cursor)
    case .inputs:
      if try isAddition(&cursor, before: "inputs") { break }
      try cursor.take(#""inputs":["#)
      part = .input(isFirst: true, isLast: false)
    case .input(let isFirst, let isLast): try readInput(&cursor, isFirst, isLast)
    case .settings: try readSettings(&cursor)
    case .requests:
      if try isAddition(&cursor, before: "requests") { break }
      try cursor.take(#""requests":["#)
      part = .request(isFirst: true, isLast: false)
    case .request(let isFirst, let isLast): return try readRequest(&cursor, isFirst, isLast)
    case .counts: try readCounts(&cursor)
    case .addition:
      _ = try cursor.string("a member that was added")
      try cursor.take(UInt8(ascii: ":"), "':'")
      try cursor.skipValue()
      part = cursor.takes(UInt8(ascii: ",")) ? .addition : .closed
    case .closed: try readEnd(&cursor)
    }
    return nil
  }

  private mutating func readFormat(_ cursor: inout JSONCursor) throws(JSONFault) {
    try cursor.take(#""format":"reviewferry-manifest","format_version":"#)
    version = try cursor.count()
    try cursor.take(UInt8(ascii: ","), "','")
    part = .tool
  }

  private mutating func readTool(_ cursor: inout JSONCursor) throws(JSONFault) {
    if try isAddition(&cursor, before: "tool") { return }
    try cursor.take(#""tool":"#)
    let members = try ManifestMembers(&cursor)
    manifest.tool = .init(name: try members.text("name"), version: try members.text("version"))
    try cursor.take(UInt8(ascii: ","), "','")
    part = .mapping
  }

  private mutating func readMapping(_ cursor: inout JSONCursor) throws(JSONFault) {
    if try isAddition(&cursor, before: "mapping") { return }
    try cursor.take(#""mapping":"#)
    let members = try ManifestMembers(&cursor)
    manifest.mapping = .init(
      name: try members.text("name"), fileName: try members.text("file"), sha256: try members.text("sha256"))
    try cursor.take(UInt8(ascii: ","), "','")
    part = .inputs
  }

  private mutating func readInput(
    _ cursor: inout JSONCursor, _ isFirst: Bool, _ isLast: Bool
  ) throws(JSONFault) {
    if isFirst || isLast, cursor.takes("],") {
      part = .settings
      return
    }
    if isLast { throw JSONFault(offset: cursor.position, .json("],")) }
    let members = try ManifestMembers(&cursor)
    manifest.inputs.append(
      .init(
        fileName: try members.text("file"), bytes: try members.count("bytes"),
        xxh128: try members.text("xxh128")))
    part = .input(isFirst: false, isLast: !cursor.takes(UInt8(ascii: ",")))
  }

  private mutating func readSettings(_ cursor: inout JSONCursor) throws(JSONFault) {
    if try isAddition(&cursor, before: "settings") { return }
    try cursor.take(#""settings":"#)
    let start = cursor.position
    let members = try ManifestMembers(&cursor)
    guard let shape = BodyShape(rawValue: try members.text("body")) else {
      throw JSONFault(offset: start, expected: "the body shape 'flat' or 'envelope'")
    }
    manifest.settings = .init(
      shape: shape, maxReviews: try members.count("max_reviews"), maxBytes: try members.count("max_bytes"))
    try cursor.take(UInt8(ascii: ","), "','")
    part = .requests
  }

  private mutating func readCounts(_ cursor: inout JSONCursor) throws(JSONFault) {
    if try isAddition(&cursor, before: "counts") { return }
    try cursor.take(#""counts":"#)
    let members = try ManifestMembers(&cursor)
    counts = members.counts()
    part = cursor.takes(UInt8(ascii: ",")) ? .addition : .closed
  }

  private mutating func readEnd(_ cursor: inout JSONCursor) throws(JSONFault) {
    guard !hasEnd else { throw cursor.fault("nothing behind the manifest") }
    try cursor.take("}")
    hasEnd = true
  }

  /// Passes over a member that a later version has added, with its comma, where one stands before `name`.
  private mutating func isAddition(
    _ cursor: inout JSONCursor, before name: StaticString
  ) throws(JSONFault) -> Bool {
    let before = cursor
    guard cursor.takes(UInt8(ascii: "\"")) else { return false }
    cursor = before
    let found = try cursor.string().inside
    let known: [StaticString] = [
      "format", "format_version", "tool", "mapping", "inputs", "settings", "requests", "counts",
    ]
    if known.contains(where: { cursor.isEqual(found, $0) }) {
      cursor = before
      return false
    }
    try cursor.take(UInt8(ascii: ":"), "':'")
    try cursor.skipValue()
    try cursor.take(UInt8(ascii: ","), "','")
    return true
  }
}
