import Delivery
import Foundation
import Pipeline
import Records

/// Writes rejected records and refused requests to standard output, whole and with their reasons.
///
/// A terminal gets control characters escaped, a file or a pipe gets the very bytes.
final class RejectsText {
  private let isRaw: Bool
  private let escapes: Bool
  private let output = BufferedFileWriter.standardOutput()
  /// The record whose reasons are being written; its text comes behind the last one.
  private var open: (file: String, record: Int, raw: [UInt8]?)?
  private var isFirst = true

  init(isRaw: Bool) {
    self.isRaw = isRaw
    escapes = Terminal.isTerminal(STDOUT_FILENO)
  }

  /// Takes a line; those of one record follow each other.
  func add(_ line: RejectLine.Stored) throws(RunFailure) {
    if open?.file != line.file || open?.record != line.record {
      try endRecord()
      try beginEntry()
      open = (line.file, line.record, nil)
    }
    if open?.raw == nil { open?.raw = line.rawBytes }
    if !isRaw { try write(ProblemText.line(Self.problem(line), showingValues: true)) }
  }

  /// Writes the text of the record before.
  func endRecord() throws(RunFailure) {
    guard let raw = open?.raw else { return }
    open = nil
    try write(raw)
  }

  func add(_ request: FailedRequest) throws(RunFailure) {
    let body: [UInt8]
    do throws(Problem) {
      body = try request.body()
    } catch {
      throw RunFailure(error, .inputMissing)
    }
    try beginEntry()
    if !isRaw { try write(reason(request)) }
    try write(body)
  }

  func flush() throws(RunFailure) {
    try RunFailure.wrap { () throws(Problem) in try output.flush() }
  }

  private func beginEntry() throws(RunFailure) {
    if !isFirst && !isRaw { try write("\n") }
    isFirst = false
  }

  private func reason(_ request: FailedRequest) -> String {
    let name = "request \(RejectForm.name(request))"
    guard let answer = request.answer else {
      return "\(name): the answer is not in the folder any more\nbody: \(request.name)\n"
    }
    let counts =
      "\(Numerals.counted(answer.reviews, "review")), \(Numerals.counted(answer.attempts, "attempt"))"
    let fix = answer.fix.map { "  fix: \(Quotation.escape($0))\n" } ?? ""
    let said = answer.answer.isEmpty ? "" : "answer: \(Quotation.escape(answer.answer))\n"
    return "\(name): error[\(answer.code)]: \(Quotation.escape(answer.sentence)) (\(counts))\n\(fix)\(said)"
      + "body: \(request.name)\n"
  }

  private static func problem(_ line: RejectLine.Stored) -> Problem {
    let position = SourcePosition(
      file: line.file, line: line.line, record: line.record, byte: line.byte)
    return Problem(
      ProblemCode(rawValue: line.code), .error, at: position, field: line.field,
      "\(Quotation.escape(line.sentence))")
  }

  private func write(_ bytes: [UInt8]) throws(RunFailure) {
    guard !escapes else {
      let lines = String(decoding: bytes, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
      return try write(lines.map { Quotation.escape(String($0)) }.joined(separator: "\n") + "\n")
    }
    try RunFailure.wrap { () throws(Problem) in
      try output.write(bytes)
      try output.write(UInt8(ascii: "\n"))
    }
  }

  private func write(_ text: String) throws(RunFailure) {
    try RunFailure.wrap { () throws(Problem) in try output.write(text) }
  }
}
