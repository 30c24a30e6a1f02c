/// Takes known secrets out of texts from outside: a server may repeat a token in its error.
///
/// A secret is found as it is, with any of its characters in a JSON escape (`\/`, `\u0022`), and with any of
/// its bytes percent-encoded, because a body is redacted before it is read: reading cuts messages, and a secret
/// that is cut in two is no longer found.
public struct SecretRedactor: Sendable {
  /// Longest first, so that one which holds another is found whole.
  private let secrets: [[UInt8]]
  /// Whether a secret may begin with a byte, by the byte.
  private let mayBegin: [Bool]

  /// Secrets shorter than this occur in words by chance, and hiding them would tell what they are.
  static let minLength = 4

  public init(_ secrets: [SecretText]) {
    self.secrets = Set(secrets.map { $0.reveal() }).filter { $0.utf8.count >= Self.minLength }
      .sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }.map { Array($0.utf8) }
    var mayBegin = [Bool](repeating: false, count: 256)
    for byte in self.secrets.compactMap(\.first) + [UInt8(ascii: "\\"), UInt8(ascii: "%")] {
      mayBegin[Int(byte)] = true
    }
    self.mayBegin = mayBegin
  }

  public func redact(_ text: String) -> String {
    String(decoding: redact(Array(text.utf8)), as: UTF8.self)
  }

  /// The bytes without secrets; with `isCut` the beginning of one at their end is taken out too.
  public func redact(_ bytes: [UInt8], isCut: Bool = false) -> [UInt8] {
    // By bytes: a combining mark behind a secret makes another character of its last letter.
    guard !secrets.isEmpty else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if mayBegin[Int(bytes[index])], let end = endOfSecret(in: bytes, from: index, isCut: isCut) {
        result.append(contentsOf: SecretText.placeholder.utf8)
        index = end
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }

  private func endOfSecret(in bytes: [UInt8], from start: Int, isCut: Bool) -> Int? {
    for secret in secrets {
      if let end = SecretMatch(secret, bytes, isCut: isCut).end(at: start, from: 0) { return end }
    }
    return nil
  }
}

/// Compares a secret with bytes in which its characters may be escaped.
private struct SecretMatch {
  private let secret: [UInt8]
  private let bytes: [UInt8]
  private let isCut: Bool

  init(_ secret: [UInt8], _ bytes: [UInt8], isCut: Bool) {
    self.secret = secret
    self.bytes = bytes
    self.isCut = isCut
  }

  /// Where the rest of the secret, from the given byte of it, ends; nil where it is not there.
  func end(at start: Int, from first: Int) -> Int? {
    var (index, matched) = (start, first)
    while matched < secret.count {
      guard index < bytes.count else { return endOfCut(matched) }
      if Escape.mayBegin(with: bytes[index]) {
        if let end = endBehindEscape(at: index, from: matched) { return end }
      }
      guard bytes[index] == secret[matched] else { return nil }
      index += 1
      matched += 1
    }
    return index
  }

  private func endBehindEscape(at index: Int, from matched: Int) -> Int? {
    guard let escape = Escape(bytes[index...]) else {
      return bytes.count - index < Escape.maxLength ? endOfCut(matched) : nil
    }
    guard secret[matched...].starts(with: escape.bytes) else { return nil }
    return end(at: index + escape.length, from: matched + escape.bytes.count)
  }

  /// The end of the bytes, where so much of the secret stands before it that the rest was probably cut off.
  private func endOfCut(_ matched: Int) -> Int? {
    isCut && matched >= SecretRedactor.minLength ? bytes.count : nil
  }
}

/// One escaped character, and how many bytes it takes.
private struct Escape {
  var bytes: [UInt8]
  var length: Int

  /// `\ud83d\ude00`.
  static let maxLength = 12

  static func mayBegin(with byte: UInt8) -> Bool { byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "%") }

  init?(_ text: ArraySlice<UInt8>) {
    let rest = text.dropFirst()
    guard let mark = text.first, let next = rest.first else { return nil }
    if mark == UInt8(ascii: "%") {
      guard let value = Self.hex(rest.prefix(2), digits: 2) else { return nil }
      (bytes, length) = ([UInt8(value)], 3)
    } else if next == UInt8(ascii: "u") {
      guard let (scalar, length) = Self.scalar(text) else { return nil }
      (bytes, self.length) = (Array(String(Character(scalar)).utf8), length)
    } else {
      // Secrets hold no control characters, so `\n` and its like need no meaning.
      (bytes, length) = ([next], 2)
    }
  }

  /// `\u0022`, and two of them for a scalar beyond the first plane.
  private static func scalar(_ text: ArraySlice<UInt8>) -> (Unicode.Scalar, length: Int)? {
    guard let first = hex(text.dropFirst(2).prefix(4), digits: 4) else { return nil }
    if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
    let second = text.dropFirst(6)
    guard second.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]),
      let low = hex(second.dropFirst(2).prefix(4), digits: 4), (0xDC00...0xDFFF).contains(low),
      first < 0xDC00,
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (low - 0xDC00))
    else { return nil }
    return (scalar, 12)
  }

  private static func hex(_ digits: ArraySlice<UInt8>, digits count: Int) -> UInt32? {
    guard digits.count == count, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
      return nil
    }
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
