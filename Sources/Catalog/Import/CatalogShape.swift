import Readers
import Records

/// How an export of the PIM is written, told by its first bytes.
enum CatalogShape: Equatable {
  case csv(delimiter: UInt8)
  /// `records` is the path of the items: empty for lines and arrays.
  case json(records: String)

  init(_ bytes: [UInt8]) {
    if FileKindSniffer.textKind(bytes) == .json {
      self = .json(records: Self.isPage(bytes) ? "/_embedded/items/*" : "")
    } else {
      self = .csv(delimiter: Self.delimiter(bytes))
    }
  }

  var format: String {
    switch self {
    case .csv: "csv"
    case .json: "json"
    }
  }

  var options: SourceOptions {
    switch self {
    case .csv(let delimiter): SourceOptions(format: "csv", values: ["delimiter": .byte(delimiter)])
    case .json(let records): SourceOptions(format: "json", values: ["records": .text(records)])
    }
  }

  /// The candidate that the header has most of outside quotes; the PIM's own `;` where it has none.
  private static func delimiter(_ bytes: [UInt8]) -> UInt8 {
    let candidates = Array(";,\t|".utf8)
    var counts = [Int](repeating: 0, count: candidates.count)
    var isQuoted = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A || byte == 0x0D { break }
      if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
    }
    let most = counts.max() ?? 0
    return most == 0 ? candidates[0] : candidates[counts.firstIndex(of: most) ?? 0]
  }

  /// Whether the first value is an object with the member `_embedded`, as a page of the REST API is.
  private static func isPage(_ bytes: [UInt8]) -> Bool {
    var depth = 0
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if depth == 0 && bytes[index] == UInt8(ascii: "[") { return false }
        depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return false }
      case UInt8(ascii: "\""):
        let end = endOfString(bytes, from: index)
        if depth == 1 && bytes[index..<min(end, bytes.count)].elementsEqual("\"_embedded\"".utf8) {
          return true
        }
        index = end - 1
      default: break
      }
      index += 1
    }
    return false
  }

  /// Behind the closing quote.
  private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
    var index = start + 1
    while index < bytes.count && bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return index + 1
  }
}
