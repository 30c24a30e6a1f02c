/// A text in UTF-16 of either byte order, with its byte order mark on request.
func utf16Bytes(_ text: String, isBigEndian: Bool = false, withMark: Bool = false) -> [UInt8] {
  var bytes: [UInt8] = []
  for unit in Array((withMark ? "\u{FEFF}" : "").utf16) + Array(text.utf16) {
    let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
    bytes += isBigEndian ? [high, low] : [low, high]
  }
  return bytes
}
