/// Drawings of a report: SVG whose text, where it has any, is outside, so that it never shrinks with it.
///
/// Sizes are attributes, because the page's policy allows no style but that of the sheet.
enum ReportChart {
  struct Part {
    /// A class of the style sheet.
    var kind: String
    var name: String
    var value: Int
  }

  /// The colour of a part, before its name.
  static func dot(_ kind: String) -> String {
    #"<svg class="dot" viewBox="0 0 1 1" aria-hidden="true"><rect class="\#(kind)" width="1" height="1"/></svg>"#
  }

  /// A bar in a table's row.
  static func bar(_ value: Int, of most: Int, kind: String) -> String {
    let width = most > 0 ? max(Double(value) / Double(most) * 100, value > 0 ? 0.8 : 0) : 0
    return #"<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">"#
      + #"<rect class="\#(kind)" width="\#(ReportFigures.length(width))" height="10"/></svg>"#
  }

  /// One bar whose parts are all of something; names and values are in the table below.
  static func parts(_ parts: [Part], label: String) -> String {
    let all = parts.reduce(0) { $0 + $1.value }
    guard all > 0 else { return "" }
    let shown = parts.filter { $0.value > 0 }
    // What is rare is there to be seen: a part has four of a thousand at least.
    let widths = shown.map { max(Double($0.value) / Double(all) * 1000, 4) }
    let scale = 1000 / widths.reduce(0, +)
    var text =
      #"<svg class="parts" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="\#(HTMLText.plain(label))">"#
    var x = 0.0
    for (part, width) in zip(shown, widths) {
      let title = "\(part.name): \(Numerals.grouped(part.value))"
      text += #"<rect class="\#(part.kind)" x="\#(ReportFigures.length(x))""#
      text += #" width="\#(ReportFigures.length(max(1, width * scale - 2)))" height="20">"#
      text += "<title>\(HTMLText.plain(title))</title></rect>"
      x += width * scale
    }
    return text + "</svg>\n"
  }

  struct Column {
    var title: String
    /// From below.
    var parts: [(kind: String, value: Int)]

    var value: Int { parts.reduce(0) { $0 + $1.value } }
  }

  /// Columns beside each other, over the labels of the first, the middle and the last one.
  static func columns(_ columns: [Column], labels: [String], label: String) -> String {
    let end = ReportFigures.axisEnd(Double(columns.map(\.value).max() ?? 0))
    var text = frame(columns.count, end: Numerals.grouped(Int(end)), label: label)
    for (index, column) in columns.enumerated() where column.value > 0 {
      text += "<g><title>\(HTMLText.plain(column.title))</title>"
      var y = 100.0
      for part in column.parts where part.value > 0 {
        let height = max(Double(part.value) / end * 100, 0.6)
        y -= height
        text += #"<rect class="\#(part.kind)" x="\#(index * 10 + 1)" y="\#(ReportFigures.length(max(0, y)))""#
        text += #" width="8" height="\#(ReportFigures.length(height))"/>"#
      }
      text += "</g>"
    }
    return text + "</svg>\n</div>\n" + axis(labels)
  }

  struct Line {
    var kind: String
    /// Nil where there is a gap.
    var values: [Double?]
  }

  /// Lines over the same slices as columns; a value alone is a dash.
  static func lines(_ lines: [Line], unit: (Double) -> String, labels: [String], label: String) -> String {
    let count = lines.map(\.values.count).max() ?? 0
    let end = ReportFigures.axisEnd(lines.flatMap(\.values).compactMap { $0 }.max() ?? 0)
    var text = frame(count, end: unit(end), label: label)
    for line in lines { text += #"<path class="line \#(line.kind)" d="\#(path(line.values, end: end))"/>"# }
    return text + "</svg>\n</div>\n" + axis(labels)
  }

  private static func path(_ values: [Double?], end: Double) -> String {
    var text = ""
    var isDrawing = false
    for (index, value) in values.enumerated() {
      guard let value else {
        isDrawing = false
        continue
      }
      let y = ReportFigures.length(100 - min(value / end, 1) * 100)
      text += isDrawing ? "L\(index * 10 + 5) \(y)" : "M\(index * 10 + 2) \(y)L\(index * 10 + 8) \(y)"
      isDrawing = true
    }
    return text
  }

  private static func frame(_ count: Int, end: String, label: String) -> String {
    let width = max(count, 1) * 10
    return "<div class=\"plot\">\n<span class=\"end\" aria-hidden=\"true\">\(HTMLText.escaped(end))</span>\n"
      + #"<svg viewBox="0 0 \#(width) 100" preserveAspectRatio="none" role="img" aria-label="\#(HTMLText.plain(label))">"#
      + #"<path class="grid" d="M0 0H\#(width)M0 50H\#(width)M0 100H\#(width)"/>"#
  }

  private static func axis(_ labels: [String]) -> String {
    "<div class=\"axis\" aria-hidden=\"true\">"
      + labels.map { "<span>\(HTMLText.escaped($0))</span>" }.joined() + "</div>\n"
  }
}
