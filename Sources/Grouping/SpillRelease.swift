import Foundation

/// Gives a temporary file back piece by piece, while its reviews are merged: what lies before all ranges still to come.
///
/// So a run's output takes the memory of the page cache, and the blocks of the disk, that its temporary file had, and
/// does not come on top of it. Used by many threads.
final class SpillRelease: @unchecked Sendable {
  private let runs: [SpillRun]
  private let ranges: [KeyRange]
  private let stepBytes: Int
  /// Looking at all runs is worth it behind so many ranges.
  private let rangesAtOnce: Int
  private let lock = NSLock()
  private var isMerged: [Bool]
  /// The first range that is not.
  private var next = 0
  /// Where `next` was when something was given back last.
  private var lastNext = 0
  /// How much of each run was given back.
  private var released: [Int]

  /// `stepBytes`: of a run, at once.
  init(runs: [SpillRun], ranges: [KeyRange], stepBytes: Int) {
    self.runs = runs
    self.ranges = ranges
    self.stepBytes = stepBytes
    let ofARange = runs.reduce(0) { $0 + $1.byteCount } / max(runs.count * ranges.count, 1)
    rangesAtOnce = max(stepBytes / max(ofARange, 1) / 2, 1)
    isMerged = Array(repeating: false, count: ranges.count)
    released = Array(repeating: 0, count: runs.count)
  }

  /// Says that a range will not be read any more.
  func merged(_ range: Int) {
    for piece in pieces(behind: range) { piece.file.release(piece.bytes) }
  }

  private func pieces(behind range: Int) -> [(file: SpillFile, bytes: Range<Int>)] {
    lock.lock()
    defer { lock.unlock() }
    isMerged[range] = true
    while next < ranges.count, isMerged[next] { next += 1 }
    // The rest goes with the file.
    guard next < ranges.count, next - lastNext >= rangesAtOnce else { return [] }
    lastNext = next
    return runs.indices.compactMap(piece)
  }

  /// What of a run lies before the next range, where that is enough to be worth a call.
  private func piece(_ number: Int) -> (file: SpillFile, bytes: Range<Int>)? {
    let run = runs[number]
    let end = run.index.bounds(from: ranges[next].low, to: nil, end: run.byteCount).bytes.lowerBound
    guard end - released[number] >= stepBytes else { return nil }
    defer { released[number] = end }
    return (run.file, run.offset + released[number]..<run.offset + end)
  }
}
