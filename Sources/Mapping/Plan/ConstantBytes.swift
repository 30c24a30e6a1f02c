/// Bytes of a plan that the executor reads through a pointer, without a retain.
///
/// Written once by `init` and never after, so that threads may share it.
final class ConstantBytes: @unchecked Sendable {
  let view: UnsafeBufferPointer<UInt8>

  init(_ text: String) {
    let bytes = Array(text.utf8)
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    _ = memory.initialize(from: bytes)
    view = UnsafeBufferPointer(start: memory.baseAddress, count: bytes.count)
  }

  deinit { view.baseAddress?.deallocate() }
}
