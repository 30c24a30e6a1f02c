/// How a memory budget is shared out.
///
/// | budget  | chunk  | write buffer | fan-in | read buffer while merging |
/// | ------- | ------ | ------------ | ------ | ------------------------- |
/// | 64 KiB  | 4 KiB  | 4 KiB        | 2      | 16 KiB                    |
/// | 1 MiB   | 64 KiB | 64 KiB       | 15     | 34 KiB                    |
/// | 256 MiB | 4 MiB  | 256 KiB      | 128    | 1 MiB                     |
struct MemoryBudget {
  /// Below this nothing can be shared out.
  static let least = 64 << 10

  let bytes: Int

  init(_ bytes: Int) { self.bytes = max(bytes, Self.least) }

  /// Memory is taken in pieces of this size, so that it grows without a copy and without overshooting.
  var chunkBytes: Int { min(bytes / 16, 4 << 20) }

  var writeBufferBytes: Int { min(bytes / 16, 256 << 10) }

  /// Runs that are merged at once: more cost many seeks and small buffers, fewer cost another pass.
  var fanIn: Int { min(max((bytes - writeBufferBytes) / (64 << 10), 2), 128) }

  /// For each of `runs` that are merged at once; half of the budget, so that long reviews find room too.
  func readBufferBytes(runs: Int) -> Int { min(bytes / 2 / max(runs, 1), 1 << 20) }
}
