import Mapping
import Readers
import Records

/// Reads every n-th input into its lane of the ring; runs on its own thread.
///
/// Where the format allows it, it only cuts blocks out of the bytes, and the workers parse them.
struct InputFeeder: @unchecked Sendable {
  let plan: MappingPlan
  let settings: ConvertSettings
  let ring: BatchRing

  func run(lane: Int) {
    for index in stride(from: lane, to: settings.inputs.count, by: ring.laneCount) where !feed(index) {
      return
    }
  }

  /// False when the run is to end.
  private func feed(_ index: Int) -> Bool {
    let observer = DigestObserver(progress: settings.progress)
    let reading = InputReading(
      plan: plan, maxExpansionRatio: settings.maxExpansionRatio, commands: settings.commands)
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
    let cutter = (reader as? any BlockReader)?.makeCutter()
    var warnings = warnings
    while let item = ring.nextToFill(index) {
      item.records.fileProblems = warnings
      warnings = []
      item.endsInput = cutter.map { cut(item, $0) } ?? !reader.read(into: item.records)
      if item.endsInput {
        // What a program wrote is not what lies at the path.
        if plan.source.format == CommandFormat.name {
          observer.close()
        } else {
          observer.readOn(settings.inputs[index], maxExpansionRatio: settings.maxExpansionRatio)
        }
        item.events.append(.ended(observer.finish()))
      }
      let isLast = item.endsInput
      ring.filled(item)
      if isLast { return true }
    }
    return false
  }

  /// Puts the next block into an item; true where it is the last.
  private func cut(_ item: WorkItem, _ cutter: any BlockSource) -> Bool {
    let block = cutter.cut(into: item.records)
    item.unparsed = block.map { ($0, cutter.chain) }
    return block?.isLast ?? true
  }

  private func tell(_ event: InputEvent, _ index: Int) -> Bool {
    guard let item = ring.nextToFill(index) else { return false }
    item.events.append(event)
    item.endsInput = true
    ring.filled(item)
    return true
  }
}
