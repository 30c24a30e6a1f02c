import Records

/// One file for both sides: its bytes, and how it is to be read, in the words of a mapping's `source:` block.
struct JudgedInput: Sendable {
  var name: String
  var bytes: [UInt8]
  var source: SourceOptions
  var selectors: [String]
  var each: String?
  /// For JSON: whether a broken line costs that line only.
  var isLines = false

  /// What the judge is told of the file, as JSON.
  var descriptor: String {
    let options = source.values.map { "\(JSONText.quote($0.key)):\(Self.json($0.value))" }.sorted()
    return """
      {"name":\(JSONText.quote(name)),"format":\(JSONText.quote(source.format)),\
      "options":{\(options.joined(separator: ","))},"selectors":\(JSONText.list(selectors)),\
      "each":\(each.map(JSONText.quote) ?? "null"),"lines":\(isLines)}
      """
  }

  private static func json(_ value: OptionValue) -> String {
    switch value {
    case .text(let text): JSONText.quote(text)
    case .byte(let byte): byte.map { JSONText.quote(String(UnicodeScalar($0))) } ?? "null"
    case .flag(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .textList(let texts): JSONText.list(texts)
    }
  }
}

/// Writes JSON without any code of the readers.
enum JSONText {
  static func quote(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20: result += escape(scalar.value)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  static func list(_ texts: [String]) -> String { "[" + texts.map(quote).joined(separator: ",") + "]" }

  /// A UTF-16 code unit as JSON escapes it.
  static func escape(_ unit: UInt32) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
