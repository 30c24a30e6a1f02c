import Glibc
import Records

/// An id with the time of its review's arrival behind it, as one name.
///
/// Such names are in the order of the ids, and those of one id in the order of their arrival: 0 in an id is
/// written as 0, 255, and 0, 0 ends it, so no id reaches into the arrival of another.
enum ArrivalStamp {
  private static let end: [UInt8] = [0, 0]
  private static let byteCount = 2 + MemoryLayout<UInt64>.size

  /// Puts the name into an emptied buffer.
  static func write(_ id: UnsafeBufferPointer<UInt8>, _ arrival: UInt64, to buffer: ByteBuffer) {
    buffer.removeAll()
    if hasZero(id) {
      for byte in id {
        buffer.append(byte)
        if byte == 0 { buffer.append(255) }
      }
    } else {
      buffer.append(id)
    }
    end.withUnsafeBufferPointer { buffer.append($0) }
    withUnsafeBytes(of: arrival.bigEndian) { $0.withMemoryRebound(to: UInt8.self) { buffer.append($0) } }
  }

  /// The id as it is in the name: the same bytes for the same id.
  static func written(_ name: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: name.dropLast(byteCount))
  }

  /// Puts the id of `written` into an emptied buffer.
  static func read(_ written: UnsafeBufferPointer<UInt8>, to buffer: ByteBuffer) {
    buffer.removeAll()
    guard hasZero(written) else { return buffer.append(written) }
    var isBehindZero = false
    for byte in written {
      if !isBehindZero { buffer.append(byte) }
      isBehindZero = byte == 0 && !isBehindZero
    }
  }

  private static func hasZero(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = bytes.baseAddress else { return false }
    return memchr(start, 0, bytes.count) != nil
  }
}
