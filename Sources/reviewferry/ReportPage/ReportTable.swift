/// A table of a report; it may be wider than the page.
struct ReportTable {
  struct Cell {
    /// As HTML.
    var html: String
    var isNumber = false
    var isDrawing = false
    /// Whether a narrow window may leave it out.
    var isDispensable = false

    /// HTML that was made of escaped text.
    static func html(_ html: String) -> Cell { Cell(html: html) }
    static func text(_ text: String) -> Cell { Cell(html: HTMLText.escaped(text)) }
    static func foreign(_ text: String) -> Cell { Cell(html: HTMLText.foreign(text)) }
    static func number(_ value: Int) -> Cell { number(Numerals.grouped(value)) }
    static func number(_ text: String) -> Cell { Cell(html: HTMLText.escaped(text), isNumber: true) }
    static func share(_ part: Int, of all: Int) -> Cell {
      Cell(html: ReportFigures.share(part, of: all), isNumber: true, isDispensable: true)
    }
    static func drawing(_ html: String) -> Cell { Cell(html: html, isDrawing: true) }

    /// As an attribute.
    var kind: String {
      if isNumber { return isDispensable ? " class=\"n s\"" : " class=\"n\"" }
      return isDrawing ? " class=\"d\"" : ""
    }
  }

  var caption: String
  /// Empty above a drawing, which says nothing that the row does not.
  var head: [String]
  var rows: [[Cell]] = []
  var foot: [Cell] = []

  /// The first cell of each row names it.
  var html: String {
    var text =
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(HTMLText.plain(caption))\">\n"
    text +=
      "<table>\n<caption>\(HTMLText.escaped(caption))</caption>\n<thead><tr>\(headRow)</tr></thead>\n<tbody>\n"
    for row in rows { text += "<tr>\(line(row))</tr>\n" }
    text += "</tbody>\n"
    if !foot.isEmpty { text += "<tfoot><tr>\(line(foot))</tr></tfoot>\n" }
    return text + "</table>\n</div>\n"
  }

  private var headRow: String {
    head.enumerated().map { column, name in
      let kind = (rows.first ?? foot).indices.contains(column) ? (rows.first ?? foot)[column].kind : ""
      return name.isEmpty ? "<td\(kind)></td>" : "<th scope=\"col\"\(kind)>\(HTMLText.escaped(name))</th>"
    }.joined()
  }

  private func line(_ cells: [Cell]) -> String {
    cells.enumerated().map { column, cell in
      column == 0 ? "<th scope=\"row\"\(cell.kind)>\(cell.html)</th>" : "<td\(cell.kind)>\(cell.html)</td>"
    }.joined()
  }
}
