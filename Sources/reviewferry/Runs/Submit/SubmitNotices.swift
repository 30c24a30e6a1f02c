import Delivery
import Ledger
import Mapping
import Pipeline
import Records

/// What events tell a submission before it begins.
enum SubmitNotices {
  /// Warns of what was changed and lost; ends the run where its own client is no more.
  static func heed(
    _ ledger: Ledger, as credentials: Credentials, keys: Set<String>, _ printer: ProblemPrinter
  ) throws(RunFailure) {
    let notices = try RunFailure.wrapLedger { () throws(Problem) in try ledger.eventNotices() }
    if let deletion = notices.deletion(of: credentials.clientID.reveal()) {
      throw RunFailure(EventNoticeProblem.clientDeleted(deletion), .credentialsRefused)
    }
    notices.lossy.map(EventNoticeProblem.lost).forEach(printer.report)
    notices.silent.map(EventNoticeProblem.silent).forEach(printer.report)
    notices.changedAttributes(used: keys).map(EventNoticeProblem.changed).forEach(printer.report)
  }
}

extension SubmitSource {
  /// Nil where reviews are sent that were mapped before.
  var plan: MappingPlan? {
    switch self {
    case .files(let plan, _, _): plan
    case .retry(let work, _): work.mapping?.plan
    case .set, .parked: nil
    }
  }

  /// The same, with products looked up.
  func enriched(by enrichment: ProductEnrichment?) -> SubmitSource {
    switch self {
    case .files(let plan, let loaded, var settings):
      settings.enrichment = enrichment
      return .files(plan: plan, loaded: loaded, settings: settings)
    case .retry(let work, var settings):
      settings.enrichment = enrichment
      return .retry(work, settings: settings)
    case .set, .parked: return self
    }
  }

  /// The keys by which alone the mapping names products; nil where it names them otherwise too, or is not known.
  var onlyKeys: Set<String>? {
    let direct = ["product_uuid", "product_model_code"]
    guard let plan, !plan.fields.contains(where: { $0.place == .product && direct.contains($0.name) })
    else { return nil }
    return metadataKeys
  }

  /// The metadata by which products are found; of a converted set it is not known.
  var metadataKeys: Set<String> {
    Set((plan?.fields ?? []).filter { $0.place == .metadata }.map(\.name))
  }
}
