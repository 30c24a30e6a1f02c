/// Knows a date-time that is as we write it, without reading it into numbers and back.
enum RFC3339Text {
  /// Whether a text is `yyyy-MM-ddTHH:mm:ssZ`, without a fraction, and a time that exists.
  @inline(__always) static func isCanonical(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count == 20, let base = text.baseAddress, hasForm(UnsafeRawPointer(base)) else { return false }
    func two(_ index: Int) -> Int { Int(base[index] &- 48) &* 10 &+ Int(base[index &+ 1] &- 48) }
    let date = CivilDate(year: two(0) &* 100 &+ two(2), month: two(5), day: two(8))
    return date.isValid && two(11) <= 23 && base[14] <= UInt8(ascii: "5") && base[17] <= UInt8(ascii: "5")
  }

  /// Whether digits and marks stand where they belong, eight bytes at a time; the last words overlap.
  @inline(__always) private static func hasForm(_ base: UnsafeRawPointer) -> Bool {
    // `0000-00-`, `00T00:00` and `0:00:00Z`, the first byte lowest.
    isForm(base, 0x2D30_302D_3030_3030, 0x7F76_767F_7676_7676)
      && isForm(base + 8, 0x3030_3A30_3054_3030, 0x7676_7F76_767F_7676)
      && isForm(base + 12, 0x5A30_303A_3030_3A30, 0x7F76_767F_7676_7F76)
  }

  /// XOR leaves 0…9 of a digit and 0 of a mark; what is more passes the high bit with `limits`, 76 or 7F added.
  ///
  /// A carry into the next byte comes only from a byte whose own high bit was set, and that is looked at too.
  @inline(__always)
  private static func isForm(_ bytes: UnsafeRawPointer, _ form: UInt64, _ limits: UInt64) -> Bool {
    let rest = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)) ^ form
    return ((rest &+ limits) | rest) & 0x8080_8080_8080_8080 == 0
  }
}
