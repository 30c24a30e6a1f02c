import Catalog
import Delivery
import Foundation
import Ledger
import Mapping
import Pipeline
import Records
import Requests

/// One `reconcile --probe`: the API is asked, a review for each product.
struct ProbeRun {
  let command: ReconcileCommand
  let count: Int
  let plan: MappingPlan
  let printer: ProblemPrinter
  let stop: CallStop

  func run() throws(RunFailure) -> ExitStatus {
    let target = try CallTarget(
      pimURL: command.location.pimURL ?? "", credentialsFile: command.probing.credentialsFile,
      caFile: command.probing.caFile, rate: command.probing.probeRate, retry: RetryPolicy(),
      timeout: .seconds(60))
    let api = try RunFailure.status(.mappingWrong) { () throws(Problem) in
      try ServiceURL(command.probing.apiURL ?? DeliveryOptions.productionURL, name: "--api-url")
    }
    try CallTarget.checkLimit(command.probing.probeRate, api)
    var settings = command.conversion.settings
    settings.inputs = try MappingInput.paths(command.files, plan: plan, printer: printer)
    let output = ProbeOutput(limit: count)
    let summary = try convert(settings, into: output)
    let status = ExitStatus.of(summary, budget: command.conversion.maxRejects)
    guard let candidates = output.candidates, status == .success || status == .rejects else { return status }
    printer.report(ProbeProblem.sends(candidates.count))
    let session = try ProbeSession(target, api, try command.location.path(), shape: settings.shape, stop)
    let (report, failure) = try session.ask(candidates)
    failure.map(printer.report)
    printer.finish()
    try DataOutput.write(ReconcileForm(report, isProbed: true).text(command.format))
    if !command.diagnostics.quiet {
      Terminal.writeError(
        ProbeText.summary(report, asked: candidates.count, format: command.diagnostics.logFormat))
    }
    if stop.isRequested { stop.exitAsSignalled() }
    if let failure { return failure.status }
    return status == .success ? self.status(report) : status
  }

  private func convert(_ settings: ConvertSettings, into output: ProbeOutput) throws(RunFailure) -> RunSummary
  {
    let cancellation = Cancellation()
    stop.onSignal { cancellation.cancel() }
    let pipeline = ConvertPipeline(
      plan: plan, settings: settings, cancellation: cancellation, report: printer.report)
    do throws(PipelineStop) {
      return try pipeline.run(into: output)
    } catch {
      if case .cancelled = error { stop.exitAsSignalled() }
      throw RunFailure(error)
    }
  }

  private func status(_ report: ReconciliationReport) -> ExitStatus {
    var lost = RunSummary()
    lost.read = report.all.reviews
    lost.rejected = report.lost.reviews
    return command.maxUnmatched.isExceeded(by: lost) ? .rejects : .success
  }
}

/// Asks for products one after the other, and notes what was stored.
struct ProbeSession {
  private let target: CallTarget
  private let api: ServiceURL
  private let path: String
  private let shape: BodyShape
  private let stop: CallStop

  init(
    _ target: CallTarget, _ api: ServiceURL, _ path: String, shape: BodyShape, _ stop: CallStop
  ) throws(RunFailure) {
    (self.target, self.api, self.path, self.shape, self.stop) = (target, api, path, shape, stop)
  }

  /// Until all were asked for, or an answer ends it; what was found out until then is in the report.
  func ask(_ candidates: [ProbeCandidate]) throws(RunFailure) -> (ReconciliationReport, RunFailure?) {
    let ledger = try RunFailure.wrapLedger { () throws(Problem) in try Ledger(path: path) }
    defer { try? ledger.close() }
    let transport = try RunFailure.status(.mappingWrong) { () throws(Problem) in
      try ClientTransport(configuration: target.transport)
    }
    defer { Blocking.run { await transport.shutdown() } }
    let probe = ProductProbe(
      apiURL: api, settings: target.settings, credentials: target.credentials, transport: transport,
      clock: ContinuousClock(), seed: .random(in: 0 ... .max))
    try RunFailure.wrapLedger { () throws(Problem) in
      _ = try ledger.beginRun(
        for: LedgerTarget(pim: target.settings.pimURL.host, api: api.host), at: Self.now)
    }
    var report = ReconciliationReport()
    let failure = try RunFailure.wrapLedger { () throws(Problem) in
      let failure = try ask(candidates, probe, ledger, &report)
      try ledger.endRun(
        failure == nil ? .completed : .stopped, counts: ["probed": report.all.products], at: Self.now)
      return failure
    }
    try nearMisses(&report)
    return (report, failure)
  }

  private func ask(
    _ candidates: [ProbeCandidate], _ probe: ProductProbe, _ ledger: Ledger,
    _ report: inout ReconciliationReport
  ) throws(Problem) -> RunFailure? {
    for (index, candidate) in candidates.enumerated() {
      let body = try candidate.body(shape)
      let keys = candidate.keys()
      var verdicts: [Verdict] = []
      try ledger.decide(keys, into: &verdicts)
      try ledger.announce(keys, verdicts)
      let answer: Result<ProductProbe.Verdict, CallFailure> = stop.run {
        do throws(CallFailure) { return .success(try await probe.ask(body)) } catch { return .failure(error) }
      }
      switch answer {
      case .success(.found):
        try GroupCommit(ledger: ledger) { Self.now }.note(
          AcceptedRequest(number: index + 1, keys: keys, isConfirmed: true))
        report.probed(candidate.identification, reviews: candidate.reviews, isFound: true)
      case .success(.notFound):
        report.probed(candidate.identification, reviews: candidate.reviews, isFound: false)
      case .failure(let failure): return self.failure(failure)
      }
    }
    return nil
  }

  private static var now: Int { Int(Date().timeIntervalSince1970) }

  /// Where the ledger has a catalog too, it says what was probably meant.
  private func nearMisses(_ report: inout ReconciliationReport) throws(RunFailure) {
    let found = try RunFailure.wrapLedger { [report] () throws(Problem) in
      try report.withNearMisses(of: CatalogReader(path: path))
    }
    report = found
  }

  private func failure(_ failure: CallFailure) -> RunFailure {
    let problem = CallProblem.of(
      failure, "the API at \(Quotation.quote(api.host))", host: api.host,
      fate: "the products that were not asked for are left out", option: "--api-url")
    let status: ExitStatus =
      switch failure {
      case .noToken(let refusal, _): refusal.isAboutCredentials ? .credentialsRefused : .unavailable
      case .gaveUp, .tooLong, .cancelled: .unavailable
      case .refused(let refusal):
        switch refusal.kind {
        case .credentials, .permission: .credentialsRefused
        case .body, .address, .redirect: .mappingWrong
        case .product, .certificate, .proxyCredentials, .protocolError: .unavailable
        }
      }
    return RunFailure(problem, status)
  }
}

enum ProbeProblem {
  static func sends(_ count: Int) -> Problem {
    Problem(
      "probe.sends", .warning,
      """
      the API knows no question without a review: the first review of \(count == 1 ? "1 product" : "\(count) products") \
      is sent, stored where the API finds the product, and noted in the ledger as accepted
      """)
  }
}

/// What `reconcile --probe` says at its end, on standard error.
enum ProbeText {
  private struct Line: Encodable {
    var event = "summary"
    var command = "reconcile"
    var probed: Int
    var found: Int
    var not_found: Int
    var not_asked: Int
  }

  static func summary(_ report: ReconciliationReport, asked: Int, format: ProblemFormat) -> String {
    let (all, lost) = (report.all.products, report.unmatched.products)
    if format == .json {
      return DocumentJSON.line(Line(probed: all, found: all - lost, not_found: lost, not_asked: asked - all))
    }
    let rest = asked > all ? ", \(Numerals.grouped(asked - all)) not asked for" : ""
    return "reviewferry reconcile: \(Numerals.counted(all, "product")) asked for: "
      + "\(Numerals.grouped(all - lost)) found, \(Numerals.grouped(lost)) not found\(rest)\n"
  }
}
