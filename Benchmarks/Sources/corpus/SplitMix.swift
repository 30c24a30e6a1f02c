/// SplitMix64: small, fast, and the same numbers on every machine.
///
/// The constants are those of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A generator for one item of a numbered series, so that any item can be made without those before it.
  init(seed: UInt64, item: Int) {
    var outer = SplitMix(seed: seed)
    self.init(seed: outer.next() ^ (UInt64(item) &* 0xD6E8_FEB8_6659_FD93))
    _ = next()
  }

  @inline(__always) mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 to `bound - 1`; `bound` is below 2^32.
  @inline(__always) mutating func below(_ bound: Int) -> Int {
    Int(((next() >> 32) &* UInt64(bound)) >> 32)
  }
}

/// A number from 0 to `bound - 1`, from the lowest 16 bits of a random number.
@inline(__always) func share(of bound: Int, _ bits: UInt64) -> Int {
  ((Int(truncatingIfNeeded: bits) & 0xFFFF) &* bound) >> 16
}
