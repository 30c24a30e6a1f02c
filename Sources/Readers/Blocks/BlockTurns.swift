import Records

/// Has the blocks of a file finished one after the other, whichever threads began them.
final class BlockTurns: @unchecked Sendable {
  private let monitor = Monitor()
  /// The number of the block that is next; guarded by the monitor.
  private var next = 0

  /// A block that is settled in its turn; `settle` ends with `pass`.
  func begun(_ block: RecordBlock, isParsed: Bool, settle: @escaping () -> Void) -> BegunBlock {
    BegunBlock(
      isParsed: isParsed,
      isNext: { self.monitor.locked { self.next == block.number } },
      settle: {
        self.wait(for: block)
        settle()
      })
  }

  private func wait(for block: RecordBlock) {
    monitor.locked {
      while next != block.number { monitor.wait() }
    }
  }

  /// Lets the next block be settled: what the thread that has the turn wrote is its from here on.
  func pass() {
    monitor.locked {
      next += 1
      monitor.wakeAll()
    }
  }
}
