import Records

/// Publishes the mapping language as a page of Markdown.
///
/// Generated from the tables that check a mapping, so that no key is documented that is not there, or the
/// reverse.
public enum MappingReference {
  /// The page for these source formats.
  public static func markdown(formats: [FormatDescription]) -> String {
    var parts = [introduction]
    for table in MappingLanguage.tables {
      parts.append(section(table))
      if table.name == .source { parts.append(selectors) }
    }
    parts.append("## Formats\n")
    let language = MappingLanguage(formats: formats)
    for format in formats { parts.append(section(format, language)) }
    parts.append(codes)
    return parts.joined(separator: "\n")
  }

  private static let introduction = """
    # Mapping reference

    Generated from the tables by which mappings are checked; `reviewferry check mapping.yaml` finds everything that is
    wrong with a mapping, with its line and column. A mapping is a YAML file of at most 1 MiB.

    """

  private static let selectors = """
    ## Selectors

    A selector says where a value stands in a record. A value that is missing, null or blank is *empty*.

    | format | selector | what it selects |
    | --- | --- | --- |
    | `csv` | `Review Date` | The column of this name; where none is spelt so, the one whose name differs in case, spaces and `_` only. |
    | `csv` | `'#3'` | The third column, for files without names. |
    | `json` | `reviewer.name` | A member of a member. |
    | `json` | `images.0.url` | The first element of a list; without the number, `images.url`, a list of all. |
    | `json` | `/full.name` | A JSON Pointer, for names with dots (`~1` is a slash, `~0` a tilde). |
    | `json` | `../sku` | A member of the object around the record; each `../` leaves one object, lists do not count. |
    | `xml` | `ratings/overall` | The text of a child's child, by local names; elements that repeat are a list. Only the text directly inside the element: that of elements in it is not part of it. |
    | `xml` | `'@id'`, `ratings/@max` | An attribute. |
    | `xml` | `../name`, `'../../@id'` | A child or attribute of an element around the record; each `../` leaves one element. |
    | `json`, `xml` | `.` | The record itself, or the item of `each`: a JSON text or number, or an element's own text. |

    With `each`, all selectors start at the item, and `../` leads to the record around it.

    ```yaml
    source: { format: json, records: /pages/*/products/*/reviews }
    product: { metadata: { sku: ../sku, shop: ../../../meta.shop } }
    review: { external_id: id, score: rating.value }
    ```

    """

  private static func section(_ table: KeyTable) -> String {
    var text = "## \(table.title)\n\n\(table.summary)\n\n"
    if !table.keys.isEmpty { text += keyTable(ownKeys(of: table)) + "\n" }
    let rules = table.rules.map(sentence)
    if !rules.isEmpty { text += rules.map { "- \($0)\n" }.joined() + "\n" }
    return text + "```yaml\n\(table.example)\n```\n"
  }

  /// The keys of values are documented once, not again for dates, scores and extra fields.
  private static func ownKeys(of table: KeyTable) -> [KeyDescription] {
    let inherits = [TableName.date, .score, .extra].contains(table.name)
    let inherited = inherits ? Set(MappingLanguage.valueKeys.map(\.name)) : []
    return table.keys.filter { !inherited.contains($0.name) }
  }

  private static func section(_ format: FormatDescription, _ language: MappingLanguage) -> String {
    let keys = language.sourceKeys(format: format.name).dropFirst()
    return "### `\(format.name)`\n\n\(format.summary)\n\n" + keyTable(Array(keys))
  }

  private static func keyTable(_ keys: [KeyDescription]) -> String {
    let rows = keys.map { key in
      let name = key.isRequired ? "**`\(key.name)`**" : "`\(key.name)`"
      let standard = key.isRequired ? "required" : key.defaultText.map { "`\($0)`" } ?? ""
      return "| \(name) | \(cell(key.shape.expectation)) | \(cell(standard)) | \(cell(key.summary)) |\n"
    }
    return "| key | value | default | meaning |\n| --- | --- | --- | --- |\n" + rows.joined()
  }

  private static func cell(_ text: String) -> String {
    text.split(separator: "\n").joined(separator: " ").replacing("|", with: "\\|")
  }

  private static func sentence(_ rule: KeyRule) -> String {
    func list(_ names: [String], _ last: String) -> String {
      let names = names.map { "`\($0)`" }
      guard let end = names.last, names.count > 1 else { return names.first ?? "" }
      return names.dropLast().joined(separator: ", ") + " \(last) " + end
    }
    switch rule {
    case .exactlyOne(let names): return "Exactly one of \(list(names, "and"))."
    case .atMostOne(let names): return "At most one of \(list(names, "and"))."
    case .atLeastOne(let names): return "At least one of \(list(names, "and"))."
    case .needs(let name, let others): return "`\(name)` needs \(list(others, "or"))."
    }
  }

  private static var codes: String {
    var text = "\n## Problem codes\n\n| code | meaning |\n| --- | --- |\n"
    for code in MappingCodes.all { text += "| `\(code.code.rawValue)` | \(cell(code.summary)) |\n" }
    return text
  }
}
