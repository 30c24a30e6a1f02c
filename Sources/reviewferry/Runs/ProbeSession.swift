import Catalog
import Delivery
import Foundation
import Ledger
import Mapping
import Pipeline
import Records
import Requests

/// What asking has found out.
struct ProbeResult {
  var report = ReconciliationReport()
  /// Reviews that the API had already, as the ledger knows.
  var sentAgain = 0
  /// Why it ended before all were asked for, or why the answers say nothing.
  var failure: RunFailure?
}

/// Asks for products one after the other, and notes what was stored.
struct ProbeSession {
  private let target: CallTarget
  private let api: ServiceURL
  private let shape: BodyShape
  private let stop: CallStop
  private let ledger: Ledger

  /// Opens the ledger, which no other run may hold until this one has ended.
  init(
    _ target: CallTarget, _ api: ServiceURL, _ path: String, shape: BodyShape, _ stop: CallStop
  ) throws(RunFailure) {
    (self.target, self.api, self.shape, self.stop) = (target, api, shape, stop)
    ledger = try RunFailure.wrapLedger { () throws(Problem) in try Ledger(path: path) }
  }

  func close() { try? ledger.close() }

  /// What events tell a submission concerns this one too.
  func heed(_ plan: MappingPlan, _ printer: ProblemPrinter) throws(RunFailure) {
    let keys = plan.fields.filter { $0.place == .metadata }.map(\.name)
    try SubmitNotices.heed(ledger, as: target.credentials, keys: Set(keys), printer)
  }

  /// Until all were asked for, or an answer ends it; what was found out until then is in the result.
  func ask(_ candidates: [ProbeCandidate]) throws(RunFailure) -> ProbeResult {
    let transport = try RunFailure.status(.mappingWrong) { () throws(Problem) in
      try ClientTransport(configuration: target.transport)
    }
    defer { Blocking.run { await transport.shutdown() } }
    let probe = ProductProbe(
      apiURL: api, settings: target.settings, credentials: target.credentials, transport: transport,
      clock: ContinuousClock(), seed: .random(in: 0 ... .max))
    var result = ProbeResult()
    try RunFailure.wrapLedger { () throws(Problem) in
      _ = try ledger.beginRun(
        for: LedgerTarget(pim: target.settings.pimURL.host, api: api.host), at: Self.now)
      try ask(candidates, probe, &result)
      try ledger.endRun(
        result.failure == nil ? .completed : .stopped, counts: ["probed": result.report.all.products],
        at: Self.now)
      // Where the ledger has a catalog too, it says what was probably meant.
      result.report = try result.report.withNearMisses(of: CatalogReader(path: ledger.path))
    }
    return result
  }

  private func ask(
    _ candidates: [ProbeCandidate], _ probe: ProductProbe, _ result: inout ProbeResult
  ) throws(Problem) {
    var answers = ProbeAnswers()
    for (index, candidate) in candidates.enumerated() {
      let body = try candidate.body(shape)
      let keys = candidate.keys()
      var verdicts: [Verdict] = []
      try ledger.decide(keys, into: &verdicts)
      try ledger.announce(keys, verdicts)
      if verdicts == [.unchanged] { result.sentAgain += 1 }
      let answer: Result<ProductProbe.Verdict, CallFailure> = stop.run {
        do throws(CallFailure) { return .success(try await probe.ask(body)) } catch { return .failure(error) }
      }
      switch answer {
      case .success(let verdict):
        answers.add(verdict)
        try take(verdict, candidate, number: index + 1, keys, &result.report)
      case .failure(let failure):
        result.failure = self.failure(failure)
        return
      }
    }
    result.failure = answers.failure(api.host)
  }

  private func take(
    _ verdict: ProductProbe.Verdict, _ candidate: ProbeCandidate, number: Int, _ keys: ReviewKeys,
    _ report: inout ReconciliationReport
  ) throws(Problem) {
    switch verdict {
    case .found:
      try GroupCommit(ledger: ledger) { Self.now }.note(
        AcceptedRequest(number: number, keys: keys, isConfirmed: true))
      report.probed(candidate.identification, reviews: candidate.reviews, isFound: true)
    case .notFound:
      report.probed(candidate.identification, reviews: candidate.reviews, isFound: false)
    case .refused(let refusal):
      report.refused(candidate.identification, reviews: candidate.reviews, saying: refusal.errors.summary)
    }
  }

  private static var now: Int { Int(Date().timeIntervalSince1970) }

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

/// Whether the answers together say anything of products.
struct ProbeAnswers {
  private var found = 0
  private var ofAPI = 0
  private var elsewhere = 0
  private var refusal: Refusal?

  mutating func add(_ verdict: ProductProbe.Verdict) {
    switch verdict {
    case .found: found += 1
    case .notFound(let isOfAPI): if isOfAPI { ofAPI += 1 } else { elsewhere += 1 }
    case .refused(let answer): refusal = answer
    }
  }

  /// Nothing but 404 of unknown form is what any server answers at an address that it does not have; nothing but
  /// refusals is about something that all requests have in common.
  func failure(_ host: String) -> RunFailure? {
    guard found == 0, ofAPI == 0 else { return nil }
    if elsewhere > 0, refusal == nil { return RunFailure(ProbeProblem.nobody(host), .mappingWrong) }
    guard elsewhere == 0, let refusal else { return nil }
    return RunFailure(ProbeProblem.allRefused(refusal, host), .mappingWrong)
  }
}
