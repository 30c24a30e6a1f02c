import Crypto
import Foundation

/// Judges signatures: HMAC-SHA256 of the raw body, in hexadecimal digits.
struct SignatureVerifier: Sendable {
  private let keys: [SymmetricKey]

  init(secrets: [String]) { keys = secrets.map { SymmetricKey(data: Data($0.utf8)) } }

  /// Whether any secret made any of the signatures.
  ///
  /// While secrets are changed, the platform sends two signatures and we may know one or both. All pairs are compared,
  /// each in constant time, so that the time tells nothing.
  func accepts(_ signatures: [String], of body: [UInt8]) -> Bool {
    let codes = signatures.compactMap(Self.bytes)
    // Who sends none learns nothing by the time, and is to cost none.
    if codes.isEmpty { return false }
    var isValid = false
    for key in keys {
      let expected = HMAC<SHA256>.authenticationCode(for: body, using: key)
      for code in codes where expected == code { isValid = true }
    }
    return isValid
  }

  /// Nil for anything but 64 hexadecimal digits.
  private static func bytes(_ text: String) -> Data? {
    let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count == SHA256.byteCount * 2 else { return nil }
    var bytes = Data(capacity: SHA256.byteCount)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return bytes
  }
}

/// The headers of a signed request.
enum SignatureHeader {
  static let primary = "X-AKENEO-SIGNATURE-PRIMARY"
  static let secondary = "X-AKENEO-SIGNATURE-SECONDARY"
}
