import Dispatch
import Foundation

/// Moves along a temporary file while its reviews are merged: fetches what is soon read, and gives back what is behind.
///
/// To fetch in long pieces matters where the file has left memory: merging reads a little of each run at a time, in
/// turns, which the system does not see through. To give back means that a run's output takes the memory of the page
/// cache, and the blocks of the disk, that its temporary file had, and does not come on top of it. Used by many threads.
///
/// A small file goes as a whole at the end: where the disk is told of free blocks, it has less time for an output that is
/// written meanwhile.
final class SpillWindow: @unchecked Sendable {
  private let runs: [SpillRun]
  private let ranges: [KeyRange]
  private let lock = NSLock()
  // Not on the threads that merge: a file system that tells its disk of free blocks waits for it, and whoever fetches a
  // part of the file meanwhile waits for the file system, which took a third of the time of merging.
  private let fetches = DispatchQueue(label: "spill fetch")
  private let releases = DispatchQueue(label: "spill release")

  /// Ranges that are fetched together, so that the pieces are long enough.
  private let fetchedAtOnce: Int
  /// Of each run: all before was asked for.
  private var fetched: [Int]
  private var fetchedRanges = 0

  private var isKept: Bool
  private let releaseBytes: Int
  /// Looking at all runs is worth it behind so many ranges.
  private let releasedAtOnce: Int
  /// How much of each run was given back.
  private var released: [Int]
  private var isMerged: [Bool]
  /// The first range that is not.
  private var next = 0
  /// Where `next` was when something was given back last.
  private var lastNext = 0

  /// `fetchBytes` and `releaseBytes`: of a run, at once; a file of up to `smallBytes` is kept whole.
  init(runs: [SpillRun], ranges: [KeyRange], fetchBytes: Int, releaseBytes: Int, smallBytes: Int) {
    self.runs = runs
    self.ranges = ranges
    self.releaseBytes = releaseBytes
    let byteCount = runs.reduce(0) { $0 + $1.byteCount }
    isKept = byteCount <= smallBytes
    let ofARange = max(byteCount / max(runs.count * ranges.count, 1), 1)
    fetchedAtOnce = max(fetchBytes / ofARange, 1)
    releasedAtOnce = max(releaseBytes / ofARange / 2, 1)
    isMerged = Array(repeating: false, count: ranges.count)
    fetched = Array(repeating: 0, count: runs.count)
    released = fetched
  }

  /// Says that merging lasts as long as somebody else needs, such as a server: then a small file is given back in pieces, too.
  ///
  /// Called before the first range is read.
  func takesItsTime() { lock.withLock { isKept = false } }

  /// Says that a range is going to be read.
  func begins(_ range: Int) {
    let pieces = pieces(before: range)
    if !pieces.isEmpty { fetches.async { for piece in pieces { piece.file.fetch(piece.bytes) } } }
  }

  /// Says that a range will not be read any more.
  func merged(_ range: Int) {
    let pieces = pieces(behind: range)
    if !pieces.isEmpty { releases.async { for piece in pieces { piece.file.release(piece.bytes) } } }
  }

  /// Returns when all is fetched, and given back, that was to be.
  func wait() {
    fetches.sync {}
    releases.sync {}
  }

  private typealias Piece = (file: SpillFile, bytes: Range<Int>)

  /// What comes up to two steps behind a range, of what was not yet asked for.
  private func pieces(before range: Int) -> [Piece] {
    lock.lock()
    defer { lock.unlock() }
    guard fetchedRanges < ranges.count, range + fetchedAtOnce >= fetchedRanges else { return [] }
    fetchedRanges = min(range + 2 * fetchedAtOnce, ranges.count)
    let low = fetchedRanges < ranges.count ? ranges[fetchedRanges].low : nil
    return pieces(upTo: low, from: &fetched, atLeast: 1)
  }

  private func pieces(behind range: Int) -> [Piece] {
    lock.lock()
    defer { lock.unlock() }
    isMerged[range] = true
    if isKept { return [] }
    while next < ranges.count, isMerged[next] { next += 1 }
    // The rest goes with the file.
    guard next < ranges.count, next - lastNext >= releasedAtOnce, let low = ranges[next].low
    else { return [] }
    lastNext = next
    return pieces(upTo: low, from: &released, atLeast: releaseBytes)
  }

  /// What each run has from its place to a bound, or to its end, where that is enough; its place moves on.
  private func pieces(upTo low: KeyBound?, from places: inout [Int], atLeast least: Int) -> [Piece] {
    runs.indices.compactMap { number in
      let (run, start) = (runs[number], places[number])
      let end = low.map { run.index.place(upTo: $0, run.byteCount).offset } ?? run.byteCount
      guard end - start >= least else { return nil }
      places[number] = end
      return (run.file, run.offset + start..<run.offset + end)
    }
  }
}
