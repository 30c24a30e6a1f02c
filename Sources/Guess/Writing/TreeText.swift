import Records

/// Writes trees as JSON and XML.
enum TreeText {
  /// JSON as a file has it.
  static func json(_ node: DataNode) -> String { json(node, quoted: quoted) }

  /// JSON that is YAML too: a blank behind each colon, and what YAML would not take as it is escaped in YAML's way.
  static func yaml(_ node: DataNode) -> String { json(node, quoted: YAMLScalar.quoted) }

  private static func json(_ node: DataNode, quoted: (String) -> String) -> String {
    switch node {
    case .scalar(_, .null): return "null"
    case .scalar(let text, .number), .scalar(let text, .boolean): return text
    case .scalar(let text, _): return quoted(text)
    case .list(let items): return "[\(items.map { json($0, quoted: quoted) }.joined(separator: ", "))]"
    case .object(let object):
      let members = object.members.map { "\(quoted($0.name)): \(json($0.node, quoted: quoted))" }
      return "{\(members.joined(separator: ", "))}"
    }
  }

  /// A JSON string (RFC 8259 §7).
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" {
        result += "\\\(scalar)"
      } else if scalar.value < 0x20 {
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  static func xml(_ name: String, _ node: DataNode) -> String {
    switch node {
    case .scalar(let text, _): return "<\(name)>\(escaped(text))</\(name)>"
    case .list(let items): return items.map { xml(name, $0) }.joined()
    case .object(let object):
      var start = "<\(name)"
      var inner = ""
      for (member, node) in object.members {
        if member.hasPrefix("@"), case .scalar(let text, _) = node {
          start += " \(member.dropFirst())=\"\(escaped(text))\""
        } else if member == ".", case .scalar(let text, _) = node {
          inner += escaped(text)
        } else {
          inner += xml(member, node)
        }
      }
      return "\(start)>\(inner)</\(name)>"
    }
  }

  /// Characters that XML 1.0 cannot hold are left out.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\r": result += "&#13;"
      case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
