import Records

/// Shows all bytes that pass to an observer: digests and progress of the file as it lies on disk.
public final class ObservingByteSource: ByteSource {
  private let upstream: any ByteSource
  private let observe: (UnsafeRawBufferPointer) -> Void

  /// The bytes shown to `observe` are valid only during the call.
  public init(upstream: any ByteSource, observe: @escaping (UnsafeRawBufferPointer) -> Void) {
    self.upstream = upstream
    self.observe = observe
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let length = try upstream.read(into: buffer)
    if length > 0 { observe(UnsafeRawBufferPointer(rebasing: buffer[..<length])) }
    return length
  }
}
