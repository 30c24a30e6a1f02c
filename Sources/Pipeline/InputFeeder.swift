import Mapping
import Readers
import Records

/// Reads the inputs one after the other into the ring; runs on its own thread.
struct InputFeeder: @unchecked Sendable {
  let plan: MappingPlan
  let settings: ConvertSettings
  let ring: BatchRing

  func run() {
    for index in settings.inputs.indices where !feed(index) { break }
    ring.end()
  }

  /// False when the run is to end.
  private func feed(_ index: Int) -> Bool {
    let observer = DigestObserver()
    let reading = InputReading(plan: plan, maxExpansionRatio: settings.maxExpansionRatio)
    do throws(Problem) {
      let opened = try reading.open(settings.inputs[index], observer: observer)
      let refusals = opened.problems.filter { $0.severity == .error }
      guard refusals.isEmpty else { return tell(.refused(refusals), index) && false }
      return feed(opened.reader, warnings: opened.problems, observer: observer, index)
    } catch {
      return tell(.failed(error), index)
    }
  }

  private func feed(
    _ reader: any RecordReader, warnings: [Problem], observer: DigestObserver, _ index: Int
  ) -> Bool {
    var warnings = warnings
    let selection = settings.selection(of: index)
    while let item = ring.nextToFill() {
      item.input = index
      let hasMore = reader.read(into: item.records)
      selection?.keepSelected(of: item.records)
      item.records.fileProblems.insert(contentsOf: warnings, at: 0)
      warnings = []
      if !hasMore {
        observer.readOn(settings.inputs[index])
        item.events.append(.ended(observer.finish()))
      }
      ring.filled()
      if !hasMore { return true }
    }
    return false
  }

  private func tell(_ event: InputEvent, _ index: Int) -> Bool {
    guard let item = ring.nextToFill() else { return false }
    item.input = index
    item.events.append(event)
    ring.filled()
    return true
  }
}
