import CPCRE2
import Records

/// What takes the place of a match: fixed text and groups, `$1`, `${12}`, `${name}`, `$0`; `$$` is a dollar.
struct Replacement: Sendable {
  enum Part: Equatable, Sendable {
    case text([UInt8])
    case group(Int)
  }

  private(set) var parts: [Part] = []

  /// Throws, with the byte offset in the template, where it names a group that the expression does not have.
  init(_ template: String, for expression: RegularExpression) throws(ConversionFault) {
    let bytes = Array(template.utf8)
    var literal: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "$") else {
        literal.append(bytes[index])
        index += 1
        continue
      }
      let (name, length) = Self.reference(bytes[(index + 1)...])
      if name == "$" {
        literal.append(UInt8(ascii: "$"))
      } else {
        guard let group = Self.group(name, expression) else {
          throw Self.fault(template, name, index, expression)
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        literal = []
        parts.append(.group(group))
      }
      index += 1 + length
    }
    if !literal.isEmpty { parts.append(.text(literal)) }
  }

  /// What stands behind a `$` and how many bytes it takes: `$`, digits, or a name in braces; empty if none.
  private static func reference(_ rest: ArraySlice<UInt8>) -> (name: String, length: Int) {
    guard let first = rest.first else { return ("", 0) }
    if first == UInt8(ascii: "$") { return ("$", 1) }
    if first == UInt8(ascii: "{"), let close = rest.firstIndex(of: UInt8(ascii: "}")) {
      let name = rest[(rest.startIndex + 1)..<close]
      return (String(decoding: name, as: UTF8.self), name.count + 2)
    }
    let digits = rest.prefix { $0 &- 48 < 10 }.prefix(2)
    return (String(decoding: digits, as: UTF8.self), digits.count)
  }

  private static func group(_ name: String, _ expression: RegularExpression) -> Int? {
    guard !name.isEmpty else { return nil }
    guard let number = Int(name) else { return expression.groupNumber(name) }
    return (0...expression.groupCount).contains(number) ? number : nil
  }

  private static func fault(
    _ template: String, _ name: String, _ index: Int, _ expression: RegularExpression
  ) -> ConversionFault {
    let found =
      name.isEmpty ? "a $ without a group; write $$ for a dollar" : "no group \(Quotation.quote(name))"
    let groups = "the pattern has \(expression.groupCount) group\(expression.groupCount == 1 ? "" : "s")"
    return ConversionFault(
      sentence: "replacement \(Quotation.quote(template)): \(found)" + (name.isEmpty ? "" : "; \(groups)"),
      index: index)
  }

  /// Appends the replacement of the match that `scratch` holds.
  fileprivate func append(
    matchIn text: UnsafeBufferPointer<UInt8>, _ scratch: RegexScratch, to out: ByteBuffer
  ) {
    for part in parts {
      switch part {
      case .text(let bytes): out.append(bytes)
      case .group(let index):
        if let range = scratch.group(index) { out.append(UnsafeBufferPointer(rebasing: text[range])) }
      }
    }
  }
}

extension RegularExpression {
  /// Replaces every match; true where `out` got the new text, false where nothing matched.
  ///
  /// When it throws, `out` is as before. After an empty match the search goes on one character further.
  func replace(
    _ text: UnsafeBufferPointer<UInt8>, with replacement: Replacement, _ scratch: RegexScratch,
    into out: ByteBuffer
  ) throws(RegexGaveUp) -> Bool {
    let start = out.count
    do throws(RegexGaveUp) {
      return try replaceAll(text, replacement, scratch, out)
    } catch {
      out.count = start
      throw error
    }
  }

  private func replaceAll(
    _ text: UnsafeBufferPointer<UInt8>, _ replacement: Replacement, _ scratch: RegexScratch, _ out: ByteBuffer
  ) throws(RegexGaveUp) -> Bool {
    let deadline = Self.deadline(for: text)
    var copied = 0
    var position = 0
    var found = false
    while position <= text.count, try find(text, from: position, scratch, deadline: deadline),
      let match = scratch.group(0)
    {
      found = true
      guard match.lowerBound >= copied else { break }
      out.append(UnsafeBufferPointer(rebasing: text[copied..<match.lowerBound]))
      replacement.append(matchIn: text, scratch, to: out)
      copied = match.upperBound
      position = match.isEmpty ? Self.next(in: text, after: copied) : copied
    }
    if found { out.append(UnsafeBufferPointer(rebasing: text[copied...])) }
    return found
  }

  private static func next(in text: UnsafeBufferPointer<UInt8>, after position: Int) -> Int {
    var next = position + 1
    while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }
}
