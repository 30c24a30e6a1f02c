import TestSupport

/// A random JSON value together with the exact text that it was written as.
final class GeneratedJSON {
  enum Kind {
    case null
    case boolean(Bool)
    case number
    case string(String)
    case array([GeneratedJSON])
    case object([(name: String, value: GeneratedJSON)])
  }

  let kind: Kind
  let text: String

  private init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  static let names = ["a", "b", "c", "e.f", "", "é", "0", "a_longer_name", "x\"y"]
  static let numbers = [
    "0", "-0", "7", "-12", "3.50", "1e400", "9007199254740993", "1.5E-3",
    "123456789012345678901",
  ]
  static let pieces = [
    "x", "é", "中", "😀", "\"", "\\", "/", "\n", "\u{1}", "\0", "}", "]", ",", "\u{2028}", " ",
    "word ",
  ]

  static func value(_ random: inout SeededRandom, depth: Int, lines: Bool) -> GeneratedJSON {
    switch random.int(in: 0...(depth > 0 ? 9 : 5)) {
    case 0: return GeneratedJSON(.null, "null")
    case 1:
      let value = random.int(in: 0...1) == 1
      return GeneratedJSON(.boolean(value), "\(value)")
    case 2: return GeneratedJSON(.number, numbers[random.int(in: 0...numbers.count - 1)])
    case 3...5: return string(&random)
    case 6, 7: return array(&random, depth: depth, lines: lines)
    default: return object(&random, depth: depth, lines: lines)
    }
  }

  static func object(_ random: inout SeededRandom, depth: Int, lines: Bool) -> GeneratedJSON {
    let members = (0..<random.int(in: 0...6)).map { _ in
      (
        name: names[random.int(in: 0...names.count - 1)],
        value: value(&random, depth: depth - 1, lines: lines)
      )
    }
    var texts: [String] = []
    for member in members {
      let name = quoted(member.name, &random)
      texts.append(
        space(&random, lines) + name + space(&random, lines) + ":" + space(&random, lines) + member.value.text
          + space(&random, lines))
    }
    return GeneratedJSON(.object(members), "{" + texts.joined(separator: ",") + "}")
  }

  private static func array(_ random: inout SeededRandom, depth: Int, lines: Bool) -> GeneratedJSON {
    let elements = (0..<random.int(in: 0...4)).map { _ in value(&random, depth: depth - 1, lines: lines) }
    let texts = elements.map { space(&random, lines) + $0.text + space(&random, lines) }
    return GeneratedJSON(.array(elements), "[" + texts.joined(separator: ",") + "]")
  }

  private static func string(_ random: inout SeededRandom) -> GeneratedJSON {
    let content = (0..<random.int(in: 0...12)).map { _ in pieces[random.int(in: 0...pieces.count - 1)] }
      .joined()
    return GeneratedJSON(.string(content), quoted(content, &random))
  }

  /// White space, without newlines where the records are lines.
  static func space(_ random: inout SeededRandom, _ lines: Bool) -> String {
    guard random.int(in: 0...4) == 0 else { return "" }
    return [" ", "\t", "  ", lines ? " " : "\n", lines ? "\t" : "\r\n    "][random.int(in: 0...4)]
  }

  /// A string as JSON, with escapes where they must be and here and there where they may be.
  private static func quoted(_ content: String, _ random: inout SeededRandom) -> String {
    var text = "\""
    for scalar in content.unicodeScalars {
      switch scalar {
      case "\"", "\\": text += "\\" + String(scalar)
      case "\n": text += "\\n"
      case "/" where random.int(in: 0...1) == 0: text += "\\/"
      case _ where scalar.value < 0x20 || random.int(in: 0...9) == 0:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: random.int(in: 0...1) == 0)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}

// MARK: Selection, as plainly as can be

extension GeneratedJSON {
  enum Selected {
    case missing
    case one(GeneratedJSON)
    case list([GeneratedJSON])

    var shown: String {
      switch self {
      case .missing: "-"
      case .one(let value): value.shown
      case .list(let values): "[" + values.map(\.shown).joined(separator: ", ") + "]"
      }
    }
  }

  var shown: String {
    switch kind {
    case .null: "null"
    case .boolean: "b:" + text
    case .number: "n:" + text
    case .string(let content): "s:" + content
    case .array: "[" + flat.map(\.shown).joined(separator: ", ") + "]"
    case .object: "o:" + text
    }
  }

  /// The elements of an array, with arrays inside it opened; or the value itself.
  var flat: [GeneratedJSON] {
    guard case .array(let elements) = kind else { return [self] }
    return elements.flatMap(\.flat)
  }

  func select(_ steps: ArraySlice<String>) -> Selected {
    guard let step = steps.first else {
      if case .array = kind { return .list(flat) }
      return .one(self)
    }
    switch kind {
    case .object(let members):
      return members.last { $0.name == step }?.value.select(steps.dropFirst()) ?? .missing
    case .array(let elements):
      if let index = Int(step), String(index) == step {
        return index < elements.count ? elements[index].select(steps.dropFirst()) : .missing
      }
      return .list(flat.flatMap { $0.collect(steps) })
    case .null, .boolean, .number, .string: return .missing
    }
  }

  /// What an element of an array gives to a list.
  private func collect(_ steps: ArraySlice<String>) -> [GeneratedJSON] {
    guard case .object = kind else { return [] }
    switch select(steps) {
    case .missing: return []
    case .one(let value): return [value]
    case .list(let values): return values
    }
  }
}
