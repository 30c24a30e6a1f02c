/// Decodes ISO-8859-1 and Windows-1252, which differ only in the bytes 80 to 9F.
struct SingleByteDecoder {
  /// Scalars of the bytes 80 to 9F; 0 where the encoding leaves the byte undefined; nil: the bytes themselves.
  let highControls: [UInt32]?
  let replacement: Replacement

  /// The table of Windows-1252.
  ///
  /// https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT
  static let windows1252: [UInt32] = [
    0x20AC, 0x0000, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
    0x0000, 0x017D, 0x0000, 0x0000, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
    0x0161, 0x203A, 0x0153, 0x0000, 0x017E, 0x0178,
  ]

  func decode(
    _ input: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>, _ room: Int
  ) -> DecodingStep {
    var step = DecodingStep()
    while step.used < count && room &- step.made >= 4 {
      if step.used &+ 8 <= count && step.made &+ 8 <= room {
        let word = ByteWord.load(input + step.used)
        if word & ByteWord.highBits == 0 {
          ByteWord.store(word, output + step.made)
          step.used &+= 8
          step.made &+= 8
          continue
        }
      }
      step.made &+= write(input[step.used], to: output + step.made)
      step.used &+= 1
    }
    return step
  }

  @inline(__always) private func write(_ byte: UInt8, to output: UnsafeMutablePointer<UInt8>) -> Int {
    if byte < 0x80 {
      output[0] = byte
      return 1
    }
    guard byte < 0xA0, let highControls else { return UTF8Writer.write(UInt32(byte), to: output) }
    let scalar = highControls[Int(byte) - 0x80]
    return scalar == 0 ? replacement.write(to: output) : UTF8Writer.write(scalar, to: output)
  }
}
