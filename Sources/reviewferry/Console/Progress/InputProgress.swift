import Delivery
import Foundation
import Pipeline
import Readers
import Records

/// Samples of a run that reads inputs.
struct InputProgress: Sendable {
  let counters = ProgressCounters()
  private let names: [String]
  private let total: Int?
  /// What follows the reading.
  private let next: ProgressSample.Phase
  private let noun: String

  /// - Parameter areRead: Whether it is the inputs' own bytes that are read, and not what a program makes of them.
  init(
    _ inputs: [String], then next: ProgressSample.Phase, noun: String = "record", areRead: Bool = true
  ) {
    // The way to a file is the same all the time, and long.
    names = inputs.map { (InputOpener.displayName($0) as NSString).lastPathComponent }
    total = areRead ? Self.bytes(of: inputs) : nil
    self.next = next
    self.noun = noun
  }

  /// - Parameter tally: Of the submission; nil where nothing is sent.
  func sample(_ tally: SubmissionTally? = nil) -> ProgressSample {
    var sample = ProgressSample(phase: counters.reviews == nil ? .reading : next, noun: noun)
    let input = min(counters.input, max(0, names.count - 1))
    if !names.isEmpty { sample.input = names[input] }
    (sample.inputNumber, sample.inputCount) = (input + 1, names.count)
    sample.bytes = .init(done: counters.bytes, total: total)
    (sample.records, sample.rejected) = (counters.records, counters.rejected)
    sample.reviews = .init(done: counters.done, total: counters.reviews.flatMap { $0 > 0 ? $0 : nil })
    // What is handed over to be sent has not come to its end.
    if let tally { Self.add(tally, to: &sample) } else { sample.reviews.done += counters.written }
    return sample
  }

  private static func add(_ tally: SubmissionTally, to sample: inout ProgressSample) {
    sample.reviews.done += tally.accepted.reviews + tally.refused.reviews + tally.unsent.reviews
    sample.requests = .init(
      sent: tally.attempts, accepted: tally.accepted.requests, refused: tally.refused.requests,
      failed: tally.failedAttempts)
  }

  /// Bytes of all inputs as they lie on disk, or in an archive; nil where one is no file, and nobody knows how much will come.
  private static func bytes(of inputs: [String]) -> Int? {
    var total = 0
    for path in inputs {
      guard let bytes = InputPlace(path).byteCount else { return nil }
      total += bytes
    }
    return total > 0 ? total : nil
  }
}

extension SubmitSource {
  /// Files whose progress is that of the run.
  private var inputs: [String] {
    switch self {
    case .files(_, _, let settings), .retry(_, let settings): settings.inputs
    case .set, .parked: []
    }
  }

  /// The same source, and the progress that it will tell.
  func watched() -> (source: SubmitSource, progress: InputProgress) {
    let progress = InputProgress(inputs, then: .sending, areRead: plan.map(MappingInput.runsProgram) != true)
    switch self {
    case .files(let plan, let loaded, var settings):
      settings.progress = progress.counters
      return (.files(plan: plan, loaded: loaded, settings: settings), progress)
    case .retry(let work, var settings):
      settings.progress = progress.counters
      if work.mapping == nil { progress.counters.began(reviews: 0) }
      return (.retry(work, settings: settings), progress)
    case .set(let set, _, _): progress.counters.began(reviews: set.reviewCount)
    // Who knows what the catalog will have.
    case .parked: progress.counters.began(reviews: 0)
    }
    return (self, progress)
  }
}
