import Delivery
import Foundation
import Pipeline
import Records

/// How rejects are listed: as rows of a table, lines of JSON or of CSV.
///
/// Keys and columns are never renamed, because scripts read them; new ones may come behind.
struct RejectForm {
  /// Nil for a converted set.
  var run: Int?
  var showsValues: Bool

  // MARK: Table

  func table(_ lines: [RejectLine.Stored]) -> TextTable {
    let rows = lines.map { line in
      [
        ProblemText.place(SourcePosition(file: line.file, line: line.line)), record(line), line.field ?? "",
        line.code, line.sentence(showingValues: showsValues),
      ]
    }
    return withRun(
      TextTable(headers: ["file:line", "record", "field", "code", "sentence"], rows: rows, flexible: [4]))
  }

  func table(_ requests: [FailedRequest]) -> TextTable {
    let rows = requests.map { request in
      [
        Self.name(request), request.answer?.status.map(String.init) ?? "",
        request.answer.map { String($0.attempts) } ?? "", request.answer.map { String($0.reviews) } ?? "",
        Reject.request(request).code, sentence(request),
      ]
    }
    return withRun(
      TextTable(
        headers: ["request", "status", "attempts", "reviews", "code", "sentence"], rows: rows, flexible: [5]))
  }

  static func text(_ table: TextTable) -> String {
    table.lines(width: Terminal.width()).map { $0 + "\n" }.joined()
  }

  private func withRun(_ table: TextTable) -> TextTable {
    guard let run else { return table }
    return TextTable(
      headers: ["run"] + table.headers, rows: table.rows.map { ["\(run)"] + $0 },
      flexible: table.flexible.map { $0 + 1 })
  }

  /// `17`, or `17.2` for the third item of a record that gave several.
  private func record(_ line: RejectLine.Stored) -> String {
    "\(line.record)" + (line.item.map { ".\($0)" } ?? "")
  }

  /// `17`, or `17.2` for the second part of a bisected request.
  static func name(_ request: FailedRequest) -> String {
    "\(request.number)" + (request.part > 1 ? ".\(request.part)" : "")
  }

  private func sentence(_ request: FailedRequest) -> String {
    request.answer?.sentence ?? "the answer is not in the folder any more"
  }

  // MARK: JSON

  private struct Line: Encodable {
    var run: Int?
    var file: String?
    var record: Int?
    var item: Int?
    var line: Int?
    var byte: Int?
    var field: String?
    var request: Int?
    var part: Int?
    var status: Int?
    var attempts: Int?
    var reviews: Int?
    var body: String?
    var code: String
    var sentence: String

    init(_ code: String, _ sentence: String) {
      self.code = code
      self.sentence = sentence
    }
  }

  func json(_ reject: Reject) -> String { Self.json(line(reject)) }

  private func line(_ reject: Reject) -> Line {
    var result: Line
    switch reject {
    case .record(let line):
      result = Line(line.code, line.sentence(showingValues: showsValues))
      (result.file, result.record, result.item) = (line.file, line.record, line.item)
      (result.line, result.byte, result.field) = (line.line, line.byte, line.field)
    case .request(let request):
      result = Line(reject.code, sentence(request))
      (result.request, result.body) = (request.number, request.name)
      result.part = request.part > 1 ? request.part : nil
      result.status = request.answer?.status
      (result.attempts, result.reviews) = (request.answer?.attempts, request.answer?.reviews)
    }
    result.run = run
    return result
  }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return "" }  // strings and integers always encode
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  // MARK: CSV

  static let csvHeader =
    "run,file,line,record,item,byte,field,request,part,status,attempts,reviews,body,code,sentence\n"

  func csv(_ reject: Reject) -> String {
    let line = line(reject)
    let numbers = { (value: Int?) in value.map(String.init) ?? "" }
    return Self.csv([
      numbers(line.run), line.file ?? "", numbers(line.line), numbers(line.record), numbers(line.item),
      numbers(line.byte), line.field ?? "", numbers(line.request), numbers(line.part), numbers(line.status),
      numbers(line.attempts), numbers(line.reviews), line.body ?? "", line.code, line.sentence,
    ])
  }

  /// A line by RFC 4180; without its CR, as tools on Unix expect.
  static func csv(_ cells: [String]) -> String {
    cells.map { cell in
      let needsQuotes = cell.contains { $0 == "," || $0 == "\"" || $0.isNewline }
      return needsQuotes ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }.joined(separator: ",") + "\n"
  }

  // MARK: Counts

  private struct Count: Encodable {
    var code: String
    var count: Int
  }

  func text(_ totals: RejectTotals, _ format: RejectsFormat) -> String {
    let counts = totals.byCode
    switch format {
    case .table where counts.isEmpty: return ""
    case .table:
      let width = counts.map { Numerals.grouped($0.count).count }.max() ?? 0
      return counts.map { "\(Numerals.grouped($0.count).padded(to: width, left: true))  \($0.code)\n" }
        .joined()
    case .json: return counts.map { Self.json(Count(code: $0.code, count: $0.count)) }.joined()
    case .csv: return "code,count\n" + counts.map { Self.csv([$0.code, String($0.count)]) }.joined()
    }
  }
}
