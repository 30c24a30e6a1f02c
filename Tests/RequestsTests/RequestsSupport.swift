import Foundation
import Records

@testable import Requests

enum TestValue: ExpressibleByStringLiteral, ExpressibleByNilLiteral, Sendable {
  case missing
  case null
  case text(String)
  case list([TestValue])

  init(stringLiteral value: String) { self = .text(value) }
  init(nilLiteral: ()) { self = .missing }
}

extension ReviewBatch {
  func add(_ values: [TestValue]) {
    slots += values.map(slot)
    rows.append(rows.count)
  }

  private func slot(_ value: TestValue) -> Slot {
    switch value {
    case .missing: return .missing
    case .null: return .null
    case .text(let text):
      let start = bytes.count
      bytes.append(text)
      return Slot(kind: .string, offset: start, length: bytes.count - start)
    case .list(let values):
      let items = values.map(slot)
      elements += items
      return Slot(kind: .list, offset: elements.count - items.count, length: items.count)
    }
  }
}

extension EncodedReviews {
  func text(_ range: Range) -> String { String(decoding: view(range), as: UTF8.self) }
  var bodies: [String] { entries.map { text($0.body) } }
  var keys: [String] { entries.map { String(decoding: key(of: $0), as: UTF8.self) } }
}

func withBytes<Result>(_ text: String, _ use: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows
  -> Result
{
  try Array(text.utf8).withUnsafeBufferPointer(use)
}

func parsed(_ json: some Sequence<UInt8>) throws -> NSDictionary? {
  try JSONSerialization.jsonObject(with: Data(json)) as? NSDictionary
}
