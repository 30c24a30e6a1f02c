/// Copies UTF-8 and replaces what is ill-formed in it.
///
/// Each maximal subpart of an ill-formed sequence becomes one replacement, as Unicode recommends
/// (The Unicode Standard §3.9, table 3-7) and as browsers do: `E2 82 41` gives one U+FFFD and `A`.
struct UTF8Sanitizer {
  let replacement: Replacement

  /// What stands at a place that is not ASCII.
  struct ByteSequence {
    /// Bytes of the character or of its maximal subpart.
    var length: Int
    var isWellFormed: Bool
    /// Well-formed so far, but the bytes end.
    var isCut = false
  }

  func decode(
    _ input: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>, _ room: Int,
    isAtEnd: Bool
  ) -> DecodingStep {
    var step = DecodingStep()
    while step.used < count {
      Self.copyASCII(input, count, output, room, &step)
      guard step.used < count, room - step.made >= 4 else { break }
      let place = input + step.used
      if place[0] < 0x80 {
        output[step.made] = place[0]
        step.used &+= 1
        step.made &+= 1
        continue
      }
      let sequence = Self.sequence(place, count - step.used)
      if sequence.isCut && !isAtEnd { break }
      if sequence.isWellFormed {
        (output + step.made).update(from: place, count: sequence.length)
        step.made &+= sequence.length
      } else {
        step.made &+= replacement.write(to: output + step.made)
      }
      step.used &+= sequence.length
    }
    return step
  }

  @inline(__always)
  private static func copyASCII(
    _ input: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>, _ room: Int,
    _ step: inout DecodingStep
  ) {
    while step.used &+ 8 <= count && step.made &+ 8 <= room {
      let word = ByteWord.load(input + step.used)
      if word & ByteWord.highBits != 0 { return }
      ByteWord.store(word, output + step.made)
      step.used &+= 8
      step.made &+= 8
    }
  }

  /// Reads the sequence at a byte of 80 or above.
  static func sequence(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> ByteSequence {
    let (length, second) = shape(bytes[0])
    guard length > 1 else { return ByteSequence(length: 1, isWellFormed: false) }
    for index in 1..<length {
      guard index < count else { return ByteSequence(length: index, isWellFormed: false, isCut: true) }
      let range = index == 1 ? second : 0x80...0xBF
      guard range.contains(bytes[index]) else { return ByteSequence(length: index, isWellFormed: false) }
    }
    return ByteSequence(length: length, isWellFormed: true)
  }

  /// Length of a sequence by its first byte (1: none begins so) and the range of its second byte.
  @inline(__always)
  private static func shape(_ first: UInt8) -> (length: Int, second: ClosedRange<UInt8>) {
    switch first {
    case 0xC2...0xDF: (2, 0x80...0xBF)
    case 0xE0: (3, 0xA0...0xBF)
    case 0xED: (3, 0x80...0x9F)  // no surrogates
    case 0xE1...0xEF: (3, 0x80...0xBF)
    case 0xF0: (4, 0x90...0xBF)
    case 0xF1...0xF3: (4, 0x80...0xBF)
    case 0xF4: (4, 0x80...0x8F)  // not above U+10FFFF
    default: (1, 0x80...0xBF)
    }
  }

  /// Whether bytes are UTF-8, a character cut off at their end allowed.
  static func isWellFormed(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return true }
      var index = 0
      while index < buffer.count {
        if buffer[index] < 0x80 {
          index += 1
          continue
        }
        let sequence = sequence(base + index, buffer.count - index)
        guard sequence.isWellFormed || sequence.isCut else { return false }
        index += sequence.length
      }
      return true
    }
  }
}
