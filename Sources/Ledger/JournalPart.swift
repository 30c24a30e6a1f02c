import Glibc
import Records

/// One half of the journal: the requests accepted since it was begun, as bytes of a mapped file.
///
/// ```
/// head     [ "RFLGACPT" | mark of the ledger, 16 | generation, 8 | run, 8 ]
/// request  [ length, 4 | marks, 4 | number, 8 | time, 8 | products … | filled up to 8 | checksum, 8 ]
/// product  [ origin length, 4 | key length, 4 | reviews, 4 | origin | key ]
/// review   [ id length, 4 | content, 16 | id ]
/// ```
/// Stored bytes are the file's as soon as they are stored: they outlive the process however it ends. The checksum begins
/// with the generation, so what an older generation left behind, or a power cut tore, is no request.
struct JournalPart {
  static let headBytes = 40
  private static let magic = UInt64(littleEndian: 0x5450_4341_474C_4652)

  /// Of the part.
  private let base: UnsafeMutableRawPointer
  let mark: SIMD2<UInt64>
  /// Nil while nothing is in it.
  private(set) var generation: Int64?
  private(set) var run: Int64 = 0
  private(set) var byteCount = 0

  init(_ base: UnsafeMutableRawPointer, mark: SIMD2<UInt64>) {
    self.base = base
    self.mark = mark
  }

  /// Begins a generation, over what is there.
  mutating func begin(_ generation: Int64, run: Int64) {
    base.storeBytes(of: Self.magic, as: UInt64.self)
    base.storeBytes(of: mark[0], toByteOffset: 8, as: UInt64.self)
    base.storeBytes(of: mark[1], toByteOffset: 16, as: UInt64.self)
    base.storeBytes(of: run, toByteOffset: 32, as: Int64.self)
    base.storeBytes(of: generation, toByteOffset: 24, as: Int64.self)
    (self.generation, self.run, byteCount) = (generation, run, Self.headBytes)
  }

  /// Forgets what is in it; the bytes stay.
  mutating func clear() { (generation, byteCount) = (nil, 0) }

  /// Takes up what a process left behind, if it is of this ledger.
  mutating func open() {
    guard base.load(as: UInt64.self) == Self.magic, base.load(fromByteOffset: 8, as: UInt64.self) == mark[0],
      base.load(fromByteOffset: 16, as: UInt64.self) == mark[1]
    else { return }
    generation = base.load(fromByteOffset: 24, as: Int64.self)
    run = base.load(fromByteOffset: 32, as: Int64.self)
    byteCount = Self.headBytes
  }
}

// MARK: - Requests

extension JournalPart {
  /// Bytes of a request in the journal.
  static func byteCount(of request: AcceptedRequest) -> Int {
    let keys = request.keys
    return (32 + keys.products.count * 12 + keys.reviews.count * 20 + keys.byteCount + 7) & ~7
  }

  /// Appends a request; there must be room for it.
  mutating func append(_ request: AcceptedRequest, byteCount length: Int, at time: Int) {
    guard let generation else { return }
    let keys = request.keys
    var writer = Cursor(base + byteCount)
    writer.put(UInt32(length))
    writer.put(request.isConfirmed ? 1 : 0 as UInt32)
    writer.put(Int64(request.number))
    writer.put(Int64(time))
    for index in keys.products.indices {
      let product = keys.products[index]
      let reviews = keys.reviews(of: index)
      writer.put(UInt32(product.origin.length))
      writer.put(UInt32(product.key.length))
      writer.put(UInt32(reviews.count))
      writer.put(keys.view(product.origin))
      writer.put(keys.view(product.key))
      for review in reviews {
        writer.put(UInt32(keys.reviews[review].id.length))
        writer.put(keys.reviews[review].content.words)
        writer.put(keys.view(keys.reviews[review].id))
      }
    }
    let start = base + byteCount
    let used = writer.position - start
    memset(writer.position, 0, length - 8 - used)
    start.storeBytes(
      of: Self.checksum(start, length - 8, generation), toByteOffset: length - 8, as: UInt64.self)
    byteCount += length
  }

  /// The requests in it; of a part that was opened, up to the first that is none.
  ///
  /// - Parameter limit: Bytes of the part that can be read.
  func batch(limit: Int) -> AcceptedBatch {
    var batch = AcceptedBatch()
    var offset = Self.headBytes
    while let length = length(at: offset, limit: limit) {
      if byteCount > Self.headBytes, offset >= byteCount { break }
      Self.parse(base + offset, length, into: &batch)
      offset += length
    }
    return batch
  }

  private func length(at offset: Int, limit: Int) -> Int? {
    guard let generation, offset + 40 <= limit else { return nil }
    let length = Int((base + offset).load(as: UInt32.self))
    guard length >= 32, length % 8 == 0, offset + length <= limit else { return nil }
    let sum = (base + offset).load(fromByteOffset: length - 8, as: UInt64.self)
    return sum == Self.checksum(base + offset, length - 8, generation) ? length : nil
  }

  private static func parse(_ start: UnsafeMutableRawPointer, _ length: Int, into batch: inout AcceptedBatch)
  {
    var reader = Cursor(start + 4)
    let marks = reader.take(UInt32.self)
    let number = reader.take(Int64.self)
    let time = reader.take(Int64.self)
    batch.begin(number: Int(number), time: Int(time), isConfirmed: marks & 1 != 0)
    // Behind the last product there are fewer bytes than one has.
    while start + (length - 8) - reader.position >= 12 {
      let origin = Int(reader.take(UInt32.self))
      let key = Int(reader.take(UInt32.self))
      let reviews = Int(reader.take(UInt32.self))
      let name = reader.view(origin)
      batch.product(origin: name, key: reader.view(key))
      for _ in 0..<reviews {
        let id = Int(reader.take(UInt32.self))
        let content = ContentHash(words: reader.take(SIMD2<UInt64>.self))
        batch.review(id: reader.view(id), content: content)
      }
    }
  }

  /// Each word changes all that follow: an odd factor and a rotation lose nothing.
  private static func checksum(_ start: UnsafeMutableRawPointer, _ count: Int, _ generation: Int64) -> UInt64
  {
    var sum = UInt64(bitPattern: generation) &* 0x9E37_79B9_7F4A_7C15
    for offset in stride(from: 0, to: count, by: 8) {
      sum = (sum ^ start.load(fromByteOffset: offset, as: UInt64.self)) &* 0xFF51_AFD7_ED55_8CCD
      sum = sum << 29 | sum >> 35
    }
    return sum
  }
}

/// Where the next bytes are written or read.
private struct Cursor {
  var position: UnsafeMutableRawPointer

  init(_ position: UnsafeMutableRawPointer) { self.position = position }

  @inline(__always) mutating func put<T: BitwiseCopyable>(_ value: T) {
    position.storeBytes(of: value, as: T.self)
    position += MemoryLayout<T>.size
  }

  @inline(__always) mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    position.copyMemory(from: base, byteCount: bytes.count)
    position += bytes.count
  }

  @inline(__always) mutating func take<T: BitwiseCopyable>(_ type: T.Type) -> T {
    defer { position += MemoryLayout<T>.size }
    return position.loadUnaligned(as: T.self)
  }

  @inline(__always) mutating func view(_ count: Int) -> UnsafeBufferPointer<UInt8> {
    defer { position += count }
    return UnsafeBufferPointer(start: position.assumingMemoryBound(to: UInt8.self), count: count)
  }
}
