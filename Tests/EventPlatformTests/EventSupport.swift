import Foundation
import Ledger
import Records
import TestSupport

@testable import EventPlatform

/// Events as tests write them.
enum TestEvent {
  static let uuid = "7f0c3a52-0b6e-4d1f-9a43-5f2d3f0a9001"

  static func json(
    _ type: String, _ data: String, id: String = "1", time: String = "2026-01-31T08:00:00Z",
    author: String? = nil
  ) -> [UInt8] {
    let author = author.map { #","author":{"identifier":"\#($0)","type":"user"}"# } ?? ""
    let body = data.dropLast() + (data == "{}" ? String(author.dropFirst()) : author) + "}"
    return Array(
      #"{"specversion":"1.0","id":"\#(id)","type":"com.akeneo.pim.v1.\#(type)","source":"pim","#.utf8)
      + Array(#""subject":"s","time":"\#(time)","datacontenttype":"application/json","data":\#(body)}"#.utf8)
  }

  static func product(_ type: String = "product.created", id: String = "1") -> [UInt8] {
    json(type, #"{"product":{"uuid":"\#(uuid)"}}"#, id: id)
  }
}

extension PlatformEvent {
  init(_ text: String) throws(Problem) { try self.init(json: Array(text.utf8)) }
}

/// The code of the problem that a step throws.
func code(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let problem as Problem {
    return problem.code.rawValue
  } catch {
    return "\(error)"
  }
}

/// The examples of the published reference, where they are at hand.
enum Reference {
  static let path = "seeds/event-platform-events.txt"

  /// The type of each example's heading, and the example.
  static func examples() throws -> [(type: String, json: [UInt8])] {
    let text = try String(contentsOf: Project.shared.appendingPathComponent(path), encoding: .utf8)
    var examples: [(type: String, json: [UInt8])] = []
    var type = ""
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#com.akeneo.pim.v1.") { type = String(line.dropFirst(19)) }
      if line == "    {" { lines = [] }
      lines.append(line)
      if line == "    }" { examples.append((type, Array(lines.joined(separator: "\n").utf8))) }
    }
    return examples
  }
}
