import Guess
import Records

/// What a guess says to people.
struct GuessText {
  let result: GuessResult
  /// As it was given.
  let file: String
  let output: String?

  /// The mapping for standard output; a shipped one says what it is a copy of.
  var mapping: String {
    guard let vendor = result.vendor else { return result.mapping }
    if vendor.changedSource != nil {
      return
        "# The shipped mapping '\(vendor.name)' with another 'source:', since this file is written in another way.\n#\n"
        + result.mapping
    }
    return
      "# A copy of the shipped mapping '\(vendor.name)', which reads this file as it is: '--mapping \(vendor.name)' will do.\n#\n"
      + result.mapping
  }

  /// For standard error.
  var account: String { findings + next }

  /// What was found, without what to type next.
  var findings: String {
    var text = "\(Quotation.escape(InputName.text(file)))\n" + table(result.facts.map { [$0.name, $0.text] })
    if let vendor = result.vendor {
      text += vendorLines(vendor)
    } else {
      text += table(
        result.fields.map { [$0.field, $0.selector, $0.confidence.rawValue, $0.doubt ?? $0.reason] })
      for field in result.missing { text += "  missing: \(field) (the mapping says what to do)\n" }
    }
    return text + counts
  }

  private func table(_ rows: [[String]]) -> String {
    let rows = rows.map { $0.map(TextTable.oneLine) }
    guard let columns = rows.first?.count else { return "" }
    let widths = (0..<columns).map { column in min(rows.map { DisplayWidth.of($0[column]) }.max() ?? 0, 40) }
    return rows.map { row in
      let cells = row.indices.dropLast().map { DisplayWidth.fit(row[$0], to: widths[$0]) }
      return "  " + (cells + [row[columns - 1]]).joined(separator: "  ") + "\n"
    }.joined()
  }

  private func vendorLines(_ vendor: VendorMatch) -> String {
    var text = "  known: the shipped mapping '\(vendor.name)' reads it (\(vendor.description)); "
    text += "\(vendor.selectorsSeen) of its \(vendor.selectors) fields have values here\n"
    if let source = vendor.changedSource {
      text += "  but the file is written in another way, so the copy has: \(source)\n"
    }
    for other in result.otherVendors {
      text +=
        "  also: '\(other.name)' (\(other.description)) would make \(Numerals.counted(other.mapped, "review"))\n"
    }
    return text
  }

  private var counts: String {
    let counts = result.counts
    guard counts.read > 0 else { return "" }
    var text =
      "\(Numerals.counted(counts.read, "record")) tried: \(Numerals.counted(counts.mapped, "review")), "
    text += "\(Numerals.grouped(counts.filtered)) filtered, \(Numerals.grouped(counts.rejected)) rejected"
    let codes = counts.rejectedBy.map { "\($0.code) \(Numerals.grouped($0.count))" }
    return text + (codes.isEmpty ? "" : " (\(codes.joined(separator: ", ")))") + "\n"
  }

  private var next: String {
    let name = Quotation.escape(file)
    if let vendor = result.vendor, vendor.changedSource == nil {
      return "next: reviewferry preview \(name) --mapping \(vendor.name)\n"
    }
    let mapping = output.map(Quotation.escape) ?? "mapping.yaml"
    let isUnsure = result.fields.contains { $0.confidence != .high }
    let look =
      result.isUsable
      ? (isUnsure ? "look at what is not sure, then: " : "") : "fill in what is missing, then: "
    return "next: \(look)reviewferry check \(mapping) \(name)\n"
  }
}

/// How an input is called.
enum InputName {
  static func text(_ path: String) -> String { path == "-" ? "standard input" : path }
}
