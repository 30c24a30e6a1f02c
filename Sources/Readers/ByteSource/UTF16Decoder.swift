/// Decodes UTF-16 of either byte order; lone surrogates and a lone last byte are replaced.
struct UTF16Decoder {
  let isBigEndian: Bool
  let replacement: Replacement

  func decode(
    _ input: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>, _ room: Int,
    isAtEnd: Bool
  ) -> DecodingStep {
    var step = DecodingStep()
    while step.used &+ 2 <= count && room &- step.made >= 4 {
      if copyASCII(input, count, output, &step) { continue }
      let unit = unit(input + step.used)
      if unit & 0xF800 == 0xD800 {
        guard surrogate(unit, input, count, output, &step, isAtEnd) else { return step }
      } else {
        step.made &+= Self.write(unit, to: output + step.made)
        step.used &+= 2
      }
    }
    if isAtEnd && count - step.used == 1 && room - step.made >= 3 {
      step.made += replacement.write(to: output + step.made)
      step.used += 1
    }
    return step
  }

  /// Four units at a time, where all are ASCII: `61 00 62 00 63 00 64 00` becomes `61 62 63 64`.
  @inline(__always)
  private func copyASCII(
    _ input: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>,
    _ step: inout DecodingStep
  ) -> Bool {
    guard step.used &+ 8 <= count else { return false }
    var word = UInt64(littleEndian: ByteWord.load(input + step.used))
    if isBigEndian { word = (word & 0x00FF_00FF_00FF_00FF) << 8 | (word >> 8) & 0x00FF_00FF_00FF_00FF }
    guard word & 0xFF80_FF80_FF80_FF80 == 0 else { return false }
    let pairs = (word | word >> 8) & 0x0000_FFFF_0000_FFFF
    let four = UInt32(truncatingIfNeeded: pairs | pairs >> 16)
    UnsafeMutableRawPointer(output + step.made).storeBytes(of: four.littleEndian, as: UInt32.self)
    step.used &+= 8
    step.made &+= 4
    return true
  }

  @inline(__always) private func unit(_ place: UnsafePointer<UInt8>) -> UInt32 {
    isBigEndian ? UInt32(place[0]) << 8 | UInt32(place[1]) : UInt32(place[1]) << 8 | UInt32(place[0])
  }

  @inline(__always)
  private static func write(_ unit: UInt32, to output: UnsafeMutablePointer<UInt8>) -> Int {
    if unit >= 0x80 { return UTF8Writer.write(unit, to: output) }
    output[0] = UInt8(truncatingIfNeeded: unit)
    return 1
  }

  /// Decodes a pair of surrogates, or replaces a lone one; false where its second half is still to come.
  private func surrogate(
    _ first: UInt32, _ input: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>,
    _ step: inout DecodingStep, _ isAtEnd: Bool
  ) -> Bool {
    let isHigh = first < 0xDC00
    let hasSecond = step.used + 4 <= count
    if isHigh && !hasSecond && !isAtEnd { return false }
    let second = hasSecond ? unit(input + step.used + 2) : 0
    if isHigh && second & 0xFC00 == 0xDC00 {
      let scalar = 0x1_0000 + (first & 0x3FF) << 10 + (second & 0x3FF)
      step.made += UTF8Writer.write(scalar, to: output + step.made)
      step.used += 4
    } else {
      step.made += replacement.write(to: output + step.made)
      step.used += 2
    }
    return true
  }
}
