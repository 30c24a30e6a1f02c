/// Finds the backslashes of a record, most of which has none, while its strings are met in their order.
///
/// Each byte is looked at once, in whichever string it is.
struct EscapeSearch {
  /// No backslash is from here on before `next`.
  private var from: Int
  private var next: Int

  /// `first`: the first backslash from `from` on.
  init(from: Int, first: Int) { (self.from, next) = (from, first) }

  /// Whether there is a backslash from `begin` to `end`; a search goes no further than `limit`.
  @inline(__always)
  mutating func isIn(_ text: UnsafePointer<UInt8>, _ begin: Int, _ end: Int, limit: Int) -> Bool {
    if next < begin || begin < from {
      from = begin
      next = JSONEscape.firstBackslash(text, from: begin, to: limit)
    }
    return next < end
  }
}
