import Records

@testable import Mapping

/// Gives the bytes of a text as the conversions take them.
func withBytes<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
  Array(text.utf8).withUnsafeBufferPointer { body($0) }
}

/// What `body` appends to a buffer that is not empty before; nil where it gives false.
func rewritten(_ text: String, _ body: (UnsafeBufferPointer<UInt8>, ByteBuffer) -> Bool) -> String? {
  let out = ByteBuffer()
  out.append("before:")
  guard withBytes(text, { body($0, out) }) else { return out.count == 7 ? nil : "appended, but gave false" }
  return String(decoding: out.view(7, out.count - 7), as: UTF8.self)
}

func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

func rfc3339(_ instant: Instant) -> String {
  let out = ByteBuffer()
  DateConversion.appendRFC3339(instant, to: out)
  return string(out.all)
}

/// The sentence of the fault that `body` throws, or nil.
func sentence(_ body: () throws(ConversionFault) -> Void) -> String? {
  do throws(ConversionFault) {
    try body()
    return nil
  } catch {
    return error.sentence
  }
}
