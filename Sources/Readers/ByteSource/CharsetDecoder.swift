/// What is written in place of bytes that are not of the encoding.
struct Replacement {
  let isReplacing: Bool

  init(isReplacing: Bool) { self.isReplacing = isReplacing }

  /// Writes U+FFFD, or the byte FF; needs room for three bytes.
  @inline(__always) func write(to output: UnsafeMutablePointer<UInt8>) -> Int {
    guard isReplacing else {
      output[0] = 0xFF
      return 1
    }
    output[0] = 0xEF
    output[1] = 0xBF
    output[2] = 0xBD
    return 3
  }
}

/// How far one call of a decoder came.
struct DecodingStep {
  var used = 0
  var made = 0
}

/// One decoder for each encoding, chosen once for a source and switched on once a call.
enum CharsetDecoder {
  case utf8(UTF8Sanitizer)
  case utf16(UTF16Decoder)
  case singleByte(SingleByteDecoder)

  init(_ encoding: TextEncoding, _ replacement: Replacement) {
    switch encoding {
    case .utf8: self = .utf8(UTF8Sanitizer(replacement: replacement))
    case .utf16LittleEndian: self = .utf16(UTF16Decoder(isBigEndian: false, replacement: replacement))
    case .utf16BigEndian: self = .utf16(UTF16Decoder(isBigEndian: true, replacement: replacement))
    case .latin1: self = .singleByte(SingleByteDecoder(highControls: nil, replacement: replacement))
    case .windows1252:
      self = .singleByte(
        SingleByteDecoder(highControls: SingleByteDecoder.windows1252, replacement: replacement))
    }
  }

  /// Decodes what fits, and leaves a part of a character at the end of the input unless there is no more.
  func decode(
    _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>, room: Int, isAtEnd: Bool
  ) -> (used: Int, made: Int) {
    guard let base = input.baseAddress, input.count > 0 else { return (0, 0) }
    let step =
      switch self {
      case .utf8(let decoder): decoder.decode(base, input.count, output, room, isAtEnd: isAtEnd)
      case .utf16(let decoder): decoder.decode(base, input.count, output, room, isAtEnd: isAtEnd)
      case .singleByte(let decoder): decoder.decode(base, input.count, output, room)
      }
    return (step.used, step.made)
  }
}

/// Eight bytes at a time: text is mostly ASCII, in which the high bit of each byte is 0.
extension ByteWord {
  static let highBits: UInt64 = 0x8080_8080_8080_8080

  @inline(__always) static func load(_ pointer: UnsafePointer<UInt8>) -> UInt64 {
    UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self)
  }

  @inline(__always) static func store(_ word: UInt64, _ pointer: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: word, as: UInt64.self)
  }
}

/// Writes scalars as UTF-8.
enum UTF8Writer {
  /// Writes a scalar above ASCII; needs room for four bytes.
  @inline(__always)
  static func write(_ scalar: UInt32, to output: UnsafeMutablePointer<UInt8>) -> Int {
    if scalar < 0x800 {
      output[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
      output[1] = continuation(scalar)
      return 2
    }
    if scalar < 0x1_0000 {
      output[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
      output[1] = continuation(scalar >> 6)
      output[2] = continuation(scalar)
      return 3
    }
    output[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
    output[1] = continuation(scalar >> 12)
    output[2] = continuation(scalar >> 6)
    output[3] = continuation(scalar)
    return 4
  }

  @inline(__always) private static func continuation(_ bits: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: 0x80 | (bits & 0x3F))
  }
}
