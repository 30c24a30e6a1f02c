import Foundation

/// Reads the events that are delivered: JSON Lines, or one array; each body is sent as it stands there.
public enum EventFileLines {
  public static func read(_ path: String) throws(EmulatorProblems) -> [[UInt8]] {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      throw EmulatorProblems([
        EmulatorProblem("emulator.events-missing", file: path, "the events cannot be read")
      ])
    }
    let text = String(decoding: data, as: UTF8.self)
    if text.first(where: { !$0.isWhitespace }) == "[" { return try array(text, path) }
    var events: [[UInt8]] = []
    // A line separator of Unicode may stand in a JSON text as it is.
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.map({ Substring($0) }).enumerated()
    where line.contains(where: { !$0.isWhitespace }) {
      guard case .object? = try? JSONParser.parse(String(line)) else { throw wrong(path, index + 1) }
      events.append(Array(line.utf8.last == UInt8(ascii: "\r") ? line.utf8.dropLast() : line.utf8[...]))
    }
    return events
  }

  /// In compact form, since parts of an array have no lines of their own.
  private static func array(_ text: String, _ path: String) throws(EmulatorProblems) -> [[UInt8]] {
    guard case .array(let items)? = try? JSONParser.parse(text) else { throw wrong(path, 1) }
    return items.map { Array($0.json.utf8) }
  }

  private static func wrong(_ path: String, _ line: Int) -> EmulatorProblems {
    EmulatorProblems([
      EmulatorProblem("emulator.events", file: path, line: line, "an event must be a JSON object")
    ])
  }
}
