import Grouping
import Mapping
import Records
import Requests

/// Counts what became of each record and groups the reviews; runs on one thread, in input order.
final class BatchCollector {
  private let plan: MappingPlan
  private let settings: ConvertSettings
  private let cancellation: Cancellation
  private let output: any ConvertOutput
  private let report: (Problem) -> Void
  private let grouper: ProductGrouper
  private let arrivals: ArrivalSuffix?
  /// What is known so far; complete after `finish`.
  private(set) var summary = RunSummary()
  private var inputProblems: [Problem] = []
  /// Records of each input that were none of those asked for.
  private var passedOver: [Int]
  /// The record rejected last, and how many of its rows were.
  private var lastReject = (input: -1, record: 0, count: 0)

  init(
    plan: MappingPlan, settings: ConvertSettings, cancellation: Cancellation, output: any ConvertOutput,
    report: @escaping (Problem) -> Void
  ) {
    self.plan = plan
    self.settings = settings
    self.cancellation = cancellation
    self.output = output
    self.report = report
    grouper = ProductGrouper(
      memoryBytes: Self.memoryBytes(settings), temporaryFolder: settings.temporaryFolder)
    arrivals = settings.enrichment == nil ? nil : ArrivalSuffix()
    passedOver = settings.inputs.map { _ in 0 }
    cancellation.onCancel(grouper.canceller)
    summary.inputs = settings.inputs.map {
      InputSummary(name: InputReading.displayName($0), state: .complete, read: 0, digest: nil)
    }
    summary.filteredBy = plan.filterLabels.map { ($0, 0) }
    summary.details = settings.details.map { RunDetails($0, conditions: plan.filterLabels.count) }
  }

  func collect(_ item: WorkItem) throws(PipelineStop) {
    let batch = item.records
    count(item)
    // Warnings are of the file's beginning, an error is of the place where its reading ended.
    batch.fileProblems.filter { $0.severity == .warning }.forEach(report)
    try output { () throws(Problem) in try self.reject(item) }
    for problem in batch.fileProblems where problem.severity == .error { breakOff(item.input, problem) }
    try output { () throws(Problem) in try self.group(item) }
    for event in item.events { try note(event, item.input) }
  }

  /// Makes the requests out of all that was collected.
  func finish() throws(PipelineStop) {
    // No inputs at all: a retry of refused requests alone.
    if !summary.inputs.isEmpty, summary.inputs.allSatisfy({ $0.state == .unreadable }) {
      throw .input(inputProblems)
    }
    defer { summary.spilledBytes += grouper.spilledBytes }
    try output { () throws(Problem) in
      self.settings.progress?.began(reviews: self.summary.mapped)
      try self.output.inputsWereRead(self.summary)
      let groups = try self.grouper.finish()
      guard let enrichment = self.settings.enrichment else { return try self.makeRequests(of: groups) }
      try self.enrich(groups, enrichment)
    }
    if cancellation.isCancelled { throw .cancelled }
  }

  /// Where reviews are grouped twice, both hold them for a while.
  private static func memoryBytes(_ settings: ConvertSettings) -> Int {
    settings.enrichment == nil ? settings.groupingBytes : settings.groupingBytes / 2
  }

  private func enrich(_ groups: GroupedReviews, _ enrichment: ProductEnrichment) throws(Problem) {
    let second = ProductGrouper(
      memoryBytes: Self.memoryBytes(settings), temporaryFolder: settings.temporaryFolder, hasArrivals: true)
    cancellation.onCancel(second.canceller)
    defer { summary.spilledBytes += second.spilledBytes }
    let sink = EnrichingSink(enrichment, into: second, cancellation: cancellation)
    let duplicates = try groups.merge(into: sink).duplicates
    let groups = try sink.finish()
    summary.enrichment = sink.summary
    summary.details?.catalog = CatalogTally(sink.summary)
    defer { summary.duplicates += duplicates }
    try makeRequests(of: groups)
  }

  private func makeRequests(of groups: GroupedReviews) throws(Problem) {
    let assembler = AssemblingStage(limits: settings.limits, cancellation: cancellation, output: output)
    let first = output.stage(before: assembler)
    // A step in between, such as the ledger's, must see the reviews in their order.
    guard first === assembler else {
      summary.duplicates = groups.duplicates
      defer { assembler.add(to: &summary) }
      let count = settings.details.map { _ in ProductCountStage(before: first) }
      let stage = count ?? first
      summary.duplicates = try groups.merge(into: stage).duplicates
      try stage.finish()
      // Only of a run that came to its end: before, nobody knows which products have the most.
      summary.details?.products = count?.products
      return
    }
    let finish = ParallelFinish(
      groups: groups, limits: settings.limits, threadCount: settings.finishThreadCount,
      wantsDigests: output.wantsDigests)
    finish.progress = settings.progress
    if settings.details != nil { finish.products = TopProducts() }
    defer { finish.add(to: &summary) }
    try finish.run(into: output, cancellation: cancellation)
    finish.products?.settle()
    summary.details?.products = finish.products
  }

  private func count(_ item: WorkItem) {
    let batch = item.records
    let rejected = batch.unreadable.count + item.reviews.rejected.count + item.encoded.rejected.count
    countPassedOver(batch, item.input)
    if let state = batch.state {
      summary.state = state
      summary.inputsWithState.insert(item.input)
    }
    if batch.lacksStream { summary.lacksStream = true }
    summary.read += batch.recordCount
    summary.inputs[item.input].read += batch.recordCount
    summary.fannedOut +=
      batch.rowCount + batch.unreadable.count + batch.passedOver.values.reduce(0, +) - batch.recordCount
      + item.reviews.extraReviews
    summary.mapped += item.encoded.entries.count
    summary.rejected += rejected
    settings.progress?.began(input: item.input)
    settings.progress?.collected(records: batch.recordCount, rejected: rejected)
    for (index, count) in item.reviews.filtered.enumerated() {
      summary.filtered += count
      summary.filteredBy[index].count += count
    }
    if settings.details != nil { addDetails(of: item) }
  }

  /// What the report shows besides the counts; the first examples of each condition.
  private func addDetails(of item: WorkItem) {
    guard var details = summary.details else { return }
    // The collector's alone while it is changed: else its arrays would be copied.
    summary.details = nil
    defer { summary.details = details }
    if let tally = item.tally { details.reviews?.add(tally) }
    for (condition, row) in item.reviews.filteredRows
    where details.filtered[condition].count < RunDetails.examplesPerReason {
      details.filtered[condition].append(
        RecordExample(file: summary.inputs[item.input].name, item.records.origins[row]))
    }
  }

  private func keepExample(_ record: RejectedRecord) {
    guard let choice = settings.details,
      summary.details?.rejected[record.problem.code]?.count ?? 0 < RunDetails.examplesPerReason
    else { return }
    summary.details?.rejected[record.problem.code, default: []].append(
      RecordExample(record, showsValues: choice.showsValues))
  }

  /// Records of other streams are filtered like those that a condition of the mapping keeps out.
  private func countPassedOver(_ batch: RecordBatch, _ input: Int) {
    for (label, count) in batch.passedOver.sorted(by: { $0.key < $1.key }) {
      summary.filtered += count
      summary.passedOver += count
      passedOver[input] += count
      if let index = summary.filteredBy.firstIndex(where: { $0.label == label }) {
        summary.filteredBy[index].count += count
      } else {
        summary.filteredBy.append((label, count))
      }
    }
  }

  /// Writes rejected records in the order in which they stand in the file.
  private func reject(_ item: WorkItem) throws(Problem) {
    let batch = item.records
    var rejects = batch.unreadable.map { ($0.origin, $0.problem) }
    rejects += item.reviews.rejected.map { (batch.origins[$0.row], $0.problem) }
    rejects += item.encoded.rejected.map { (batch.origins[item.reviews.rows[$0.review]], $0.problem) }
    guard !rejects.isEmpty else { return }
    rejects.sort { ($0.0.record, $0.0.item) < ($1.0.record, $1.0.item) }
    let file = summary.inputs[item.input].name
    for (origin, problem) in rejects {
      summary.rejectsByCode[problem.code, default: 0] += 1
      var problem = problem
      if problem.position == nil { problem.position = position(origin, file) }
      report(problem)
      let isSameRecord = lastReject.input == item.input && lastReject.record == origin.record
      lastReject = (item.input, origin.record, isSameRecord ? lastReject.count + 1 : 1)
      let record = RejectedRecord(
        problem: problem, file: file, origin: origin,
        raw: lastReject.count <= RejectLine.maxRepeats ? batch.raw(origin) : nil)
      keepExample(record)
      try output.reject(record)
    }
  }

  private func position(_ origin: RowOrigin, _ file: String) -> SourcePosition {
    SourcePosition(
      file: file, line: origin.line > 0 ? origin.line : nil, record: origin.record, byte: origin.byteOffset)
  }

  private func group(_ item: WorkItem) throws(Problem) {
    let encoded = item.encoded
    if let arrivals { return try arrivals.add(encoded, to: grouper) }
    if let empty = try grouper.add(item.grouping, keys: encoded.keys, texts: encoded.bytes) {
      encoded.exchangeBytes(for: empty)
    }
  }

  /// An input that breaks off before its first record is as good as not readable.
  private func breakOff(_ input: Int, _ problem: Problem) {
    report(problem)
    inputProblems.append(problem)
    summary.inputs[input].state =
      summary.inputs[input].read == passedOver[input] ? .unreadable : .broken
  }

  private func note(_ event: InputEvent, _ input: Int) throws(PipelineStop) {
    switch event {
    case .refused(let problems): throw .mapping(problems)
    case .ended(let digest): summary.inputs[input].digest = digest
    case .failed(let problem):
      inputProblems.append(problem)
      report(problem)
      summary.inputs[input].state = .unreadable
    }
  }

  private func output(_ body: () throws(Problem) -> Void) throws(PipelineStop) {
    do throws(Problem) { try body() } catch { throw PipelineStop(output: error) }
  }
}
