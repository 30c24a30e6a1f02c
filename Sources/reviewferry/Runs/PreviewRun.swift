import Foundation
import Mapping
import Pipeline
import Records

/// One `preview`.
struct PreviewRun {
  let command: PreviewCommand

  func run() throws {
    let printer = command.diagnostics.makePrinter()
    do throws(RunFailure) {
      let status = try preview(printer)
      printer.finish()
      if status != .success { throw RunFailure(problems: [], status: status) }
    } catch {
      printer.report(error)
      throw error.status.code
    }
  }

  private func preview(_ printer: ProblemPrinter) throws(RunFailure) -> ExitStatus {
    let (plan, _) = try MappingInput.plan(command.mapping, printer: printer)
    let paths = try MappingInput.paths(
      command.files, plan: plan, printer: printer, commands: command.commands)
    let commands = MappingInput.commands(plan, printer)
    let signals = commands.map(SignalWatch.ending)
    defer { signals?.exitIfSignalled() }
    let sampler = Sampler(
      plan: plan, now: command.asOf ?? Moment.now(), commands: commands,
      report: printer.report)
    var sample = Sample()
    var unreadable = 0
    for path in paths where sample.reviews.count < command.records {
      do throws(Problem) {
        try sampler.read(path, into: &sample, reviewLimit: command.records)
      } catch {
        signals?.exitIfSignalled()
        printer.report(error)
        unreadable += 1
      }
    }
    try show(Array(sample.reviews.prefix(command.records)))
    if !command.diagnostics.quiet { Terminal.writeError(summary(sample, plan)) }
    if sample.lacksColumns { return .mappingWrong }
    return unreadable > 0 ? .inputMissing : .success
  }

  private func show(_ reviews: [MappedReview]) throws(RunFailure) {
    switch command.format {
    case .json: try DataOutput.write(reviews.map { ReviewJSON.line($0) + "\n" }.joined())
    case .table:
      guard !reviews.isEmpty else { return }
      let lines = ReviewTable.table(reviews).lines(width: Terminal.width())
      try DataOutput.write(lines.map { $0 + "\n" }.joined())
    }
  }

  private func summary(_ sample: Sample, _ plan: MappingPlan) -> String {
    let shown = min(sample.reviews.count, command.records)
    return "\(Numerals.counted(shown, "review")) shown of \(Numerals.counted(sample.read, "record")) read: "
      + "\(sample.filtered) filtered, \(sample.rejected) rejected\n"
      + (plan.enrichment == nil ? "" : "products are shown as they are mapped, before they are looked up\n")
  }
}

/// Mapped reviews as a table: the product and id first, long texts last.
enum ReviewTable {
  private static let columns: [(header: String, value: @Sendable (MappedReview) -> String)] = [
    ("product", { $0.productName }),
    ("external_id", { $0.value(.review, "external_id")?.plainText ?? "" }),
    ("score", { $0.value(.review, "score")?.plainText ?? "" }),
    // The day is enough in a table; '--format json' has the moment.
    ("review_date", { String(($0.value(.review, "review_date")?.plainText ?? "").prefix(10)) }),
    ("title", { $0.value(.review, "title")?.plainText ?? "" }),
    ("text", { $0.value(.review, "text")?.plainText ?? "" }),
  ]

  static func table(_ reviews: [MappedReview]) -> TextTable {
    TextTable(
      headers: columns.map(\.header), rows: reviews.map { review in columns.map { $0.value(review) } },
      flexible: [1, 4, 5])
  }
}

/// A mapped review as one line of JSON, with the keys of a request.
enum ReviewJSON {
  static func line(_ review: MappedReview) -> String {
    let metadata = object(review, .metadata)
    var product = members(review, .product)
    if metadata != "{}" { product.append("\"metadata\":\(metadata)") }
    return "{\"product_identification\":{\(product.joined(separator: ","))},"
      + "\"review\":\(object(review, .review))}"
  }

  private static func object(_ review: MappedReview, _ place: OutputField.Place) -> String {
    "{\(members(review, place).joined(separator: ","))}"
  }

  private static func members(_ review: MappedReview, _ place: OutputField.Place) -> [String] {
    review.fields.filter { $0.field.place == place }.map { "\(quoted($0.field.name)):\(text($0.value))" }
  }

  private static func text(_ value: FieldValue) -> String {
    switch value {
    case .text(let text): quoted(text)
    case .literal(let text): text
    case .list(let values): "[\(values.map(quoted).joined(separator: ","))]"
    }
  }

  private static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    guard let data = try? encoder.encode(text) else { return "\"\"" }  // a string always encodes
    return String(decoding: data, as: UTF8.self)
  }
}
