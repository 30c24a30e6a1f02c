import Grouping
import Records
import Requests

/// Carries through the first grouping which review came when: behind its body, as 8 bytes.
///
/// Two keys may become one product, and of two reviews with one id the one that came last counts; but the second
/// grouping sees them in the order of their old keys.
final class ArrivalSuffix {
  private static let byteCount = MemoryLayout<UInt64>.size

  private let body = ByteBuffer(capacity: 4096)
  /// Reviews so far.
  private var count: UInt64 = 0

  func add(_ encoded: EncodedReviews, to grouper: ProductGrouper) throws(Problem) {
    for entry in encoded.entries {
      count += 1
      body.removeAll()
      body.append(encoded.bytes.view(entry.body.offset, entry.body.length))
      withUnsafeBytes(of: count) { $0.withMemoryRebound(to: UInt8.self) { body.append($0) } }
      let id = encoded.bytes.view(entry.id.offset, entry.id.length)
      try grouper.add(key: encoded.key(of: entry), id: id, body: body.all)
    }
  }

  static func split(
    _ body: UnsafeBufferPointer<UInt8>
  ) -> (body: UnsafeBufferPointer<UInt8>, arrival: UInt64) {
    let length = body.count - byteCount
    let arrival = UnsafeRawBufferPointer(body).loadUnaligned(fromByteOffset: length, as: UInt64.self)
    return (UnsafeBufferPointer(rebasing: body[..<length]), arrival)
  }
}
