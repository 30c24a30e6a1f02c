import Delivery
import Foundation
import Mapping
import Pipeline
import Readers
import Records
import Requests

/// What a submission reads: export files with their mapping, or a set that `convert` wrote.
enum SubmitSource {
  case files(plan: MappingPlan, loaded: LoadedMapping, settings: ConvertSettings)
  case set(ConvertedSet, limits: RequestLimits, details: DetailChoice? = nil)
  /// Rejected records, read again, and refused requests.
  case retry(RetryWork, settings: ConvertSettings)
  /// Parked reviews, and nothing else.
  case parked(ReleasePipeline.Choice, limits: RequestLimits, details: DetailChoice? = nil)

  /// Checks the mapping, or every digest of the set, before anything is opened that could be sent to.
  init(_ command: SubmitCommand, printer: ProblemPrinter, stop: SubmitStop) throws(RunFailure) {
    if let path = Self.convertedSet(command.files) {
      self = try Self.set(path, command, stop)
    } else {
      self = try Self.files(command, printer)
    }
  }

  private static func files(
    _ command: SubmitCommand, _ printer: ProblemPrinter
  ) throws(RunFailure) -> SubmitSource {
    // A folder of exports has no manifest: whoever names several sets means to send each.
    if let set = command.files.first(where: { convertedSet([$0]) != nil }) {
      let problem = Problem(
        "submit.set", .error,
        "\(quoted: set) is a converted set, which is submitted alone; nothing was sent",
        fix: "submit one after the other")
      throw RunFailure(problem, .usage)
    }
    guard let mapping = command.mapping else {
      let problem = Problem(
        "submit.mapping", .error, "export files need a mapping; nothing was sent",
        fix: "name one with '--mapping'; 'reviewferry mappings list' shows the shipped ones")
      throw RunFailure(problem, .usage)
    }
    let (plan, loaded) = try MappingInput.plan(mapping, printer: printer)
    var settings = command.submission.conversion.settings
    settings.inputs = try MappingInput.paths(
      command.files, plan: plan, printer: printer, commands: command.commands)
    settings.commands = MappingInput.commands(plan, printer)
    return .files(plan: plan, loaded: loaded, settings: settings)
  }

  private static func set(
    _ path: String, _ command: SubmitCommand, _ stop: SubmitStop
  ) throws(RunFailure) -> SubmitSource {
    if command.mapping != nil {
      let problem = Problem(
        "submit.mapping", .error,
        "\(quoted: path) is a converted set, which is mapped already; nothing was sent",
        fix: "leave '--mapping' out")
      throw RunFailure(problem, .usage)
    }
    return try RunFailure.status(.inputMissing) { () throws(Problem) in
      let set = try ConvertedSet(path: path)
      // A large set takes minutes, and nothing has begun that would have to be saved.
      try set.verify { _ in if stop.isRequested { stop.exitAsSignalled() } }
      let usual = set.manifest.settings
      let limits = RequestLimits(shape: usual.shape, maxReviews: usual.maxReviews, maxBytes: usual.maxBytes)
      return .set(set, limits: command.submission.conversion.requests.limits(usual: limits))
    }
  }

  /// The path, where it is one folder with a manifest in it.
  private static func convertedSet(_ files: [String]) -> String? {
    guard files.count == 1, let path = files.first else { return nil }
    return FileManager.default.fileExists(atPath: "\(path)/\(DumpFile.manifest.rawValue)") ? path : nil
  }

  var limits: RequestLimits {
    switch self {
    case .files(_, _, let settings), .retry(_, let settings):
      RequestLimits(shape: settings.shape, maxReviews: settings.maxReviews, maxBytes: settings.maxBytes)
    case .set(_, let limits, _), .parked(_, let limits, _): limits
    }
  }

  /// Files and folders that must stay until the end.
  var readPaths: [String] {
    switch self {
    case .files(_, _, let settings): settings.inputs
    case .set(let set, _, _): [set.path]
    case .parked: []
    case .retry(let work, let settings): settings.inputs + [work.run.path]
    }
  }

  /// The name of the shape that is not used, for hints.
  var otherShape: String { (limits.shape == .flat ? BodyShape.envelope : .flat).rawValue }

  var mappingName: String {
    switch self {
    case .files(let plan, _, _): plan.name
    case .set(let set, _, _): set.manifest.mapping.name
    case .parked: "parked"
    case .retry(let work, _): work.mapping?.plan.name ?? work.run.record?.mapping?.name ?? ""
    }
  }

  /// What the summary calls the run.
  var commandName: String {
    switch self {
    case .files, .set, .retry: "submit"
    case .parked: "ledger release"
    }
  }

  /// What the run's folder says of it.
  func record(_ summary: RunSummary, _ target: SubmissionSettings, number: Int?) -> RunRecord {
    var record = RunRecord(
      run: number, mapping: nil, inputs: [], apiURL: target.apiURL.text, pimURL: target.pimURL.text,
      body: limits.shape)
    if case .parked = self { record.isRelease = true }
    let (mapping, settings) = conversion
    guard let (plan, loaded) = mapping, let settings else { return record }
    record.mapping = RunRecord.Mapping(
      name: plan.name, path: Self.absolute(loaded.path), sha256: loaded.sha256)
    record.inputs = zip(settings.inputs, summary.inputs).compactMap { path, input in
      input.digest.map { digest in
        RunRecord.Input(
          name: input.name, path: plan.source.format == CommandFormat.name ? path : Self.absolute(path),
          bytes: digest.bytes,
          xxh128: digest.xxh128)
      }
    }
    return record
  }

  private var conversion: (mapping: (plan: MappingPlan, loaded: LoadedMapping)?, settings: ConvertSettings?) {
    switch self {
    case .files(let plan, let loaded, let settings): ((plan, loaded), settings)
    case .retry(let work, let settings): (work.mapping, settings)
    case .set, .parked: (nil, nil)
    }
  }

  /// The run whose rejects are sent again, if it had a ledger.
  var retriedRun: Int? {
    guard case .retry(let work, _) = self else { return nil }
    return work.run.record?.run
  }

  /// Whether a tap's state, if one came, is of records that were read now and not of some that are read again.
  var givesState: Bool { if case .files = self { true } else { false } }

  var isRetry: Bool { if case .retry = self { true } else { false } }

  /// Whether a run that came to its end has met every review there is.
  ///
  /// What was rejected was not met, and what a set lacks is not known.
  func hasMetAll(_ summary: RunSummary) -> Bool {
    // A tap or a program may give only what is new; of what it did not give, nothing follows.
    guard case .files(let plan, _, _) = self,
      ![SingerFormat.name, CommandFormat.name].contains(plan.source.format)
    else { return false }
    return summary.rejected == 0 && summary.submission?.refused.reviews == 0
  }

  /// Which parked reviews are sent behind the inputs; nil for none.
  var release: ReleasePipeline.Choice? {
    switch self {
    case .files, .set: ReleasePipeline.Choice()
    case .parked(let choice, _, _): choice
    // Only what was asked for.
    case .retry: nil
    }
  }

  /// What was to be read and was not there.
  func leftOut(of summary: RunSummary) -> [Problem] {
    guard case .retry(let work, _) = self else { return [] }
    return work.plan.missingRecords(in: summary)
  }

  /// The same source, which counts what a report shows, where one is to be made.
  func detailed(_ choice: DetailChoice?) -> SubmitSource {
    switch self {
    case .files(let plan, let loaded, var settings):
      settings.details = choice
      return .files(plan: plan, loaded: loaded, settings: settings)
    case .retry(let work, var settings):
      settings.details = choice
      return .retry(work, settings: settings)
    case .set(let set, let limits, _): return .set(set, limits: limits, details: choice)
    case .parked(let parked, let limits, _): return .parked(parked, limits: limits, details: choice)
    }
  }

  /// The file of the mapping; nil where nothing is mapped.
  var mappingPath: String? { conversion.mapping?.loaded.path }

  private static func absolute(_ path: String) -> String {
    path == "-" ? path : URL(fileURLWithPath: path).path
  }

  /// Gives all requests to the output; the summary tells how far it came, where it was stopped.
  func run(
    into output: any ConvertOutput, cancellation: Cancellation, report: @escaping (Problem) -> Void
  ) -> (summary: RunSummary, stop: PipelineStop?) {
    switch self {
    case .files(let plan, _, let settings):
      let pipeline = ConvertPipeline(
        plan: plan, settings: settings, cancellation: cancellation, report: report)
      do throws(PipelineStop) {
        return (try pipeline.run(into: output), nil)
      } catch {
        return (pipeline.summary, error)
      }
    case .parked(_, _, let details):
      var summary = RunSummary()
      summary.details = details.map { RunDetails(ofSet: $0) }
      return (summary, nil)
    case .set(let set, let limits, let details):
      return SetPipeline(set: set, limits: limits, details: details, cancellation: cancellation)
        .run(into: output)
    case .retry(let work, let settings):
      return RetryPipeline(
        work.plan, mapping: work.mapping?.plan, settings: settings, cancellation: cancellation,
        report: report
      ).run(into: output)
    }
  }
}
