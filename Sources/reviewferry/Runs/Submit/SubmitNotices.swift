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
    notices.changedAttributes(used: keys).map(EventNoticeProblem.changed).forEach(printer.report)
  }
}

extension SubmitSource {
  /// The metadata by which products are found; of a converted set it is not known.
  var metadataKeys: Set<String> {
    let plan =
      switch self {
      case .files(let plan, _, _): plan
      case .retry(let work, _): work.mapping?.plan
      case .set: nil as MappingPlan?
      }
    return Set((plan?.fields ?? []).filter { $0.place == .metadata }.map(\.name))
  }
}
