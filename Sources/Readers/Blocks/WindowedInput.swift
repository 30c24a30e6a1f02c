import Records

/// Hands out a byte source in windows, and takes back what a window left over.
///
/// A window is a run of the file at the front of a buffer. Bytes handed back come again first, without being
/// copied more than once, however large the remainder is.
final class WindowedInput {
  private let source: any ByteSource
  private let kept: ByteBuffer
  private var keptStart = 0
  /// Whether the current window holds bytes that were never in `kept`.
  private var windowHasNewBytes = false
  private var sourceEnded = false
  /// What ended the source early.
  private(set) var problem: Problem?
  /// Offset in the file of the current window's first byte.
  private(set) var windowOffset = 0

  init(_ source: any ByteSource) {
    self.source = source
    kept = ByteBuffer()
  }

  /// Takes over from another who has read `kept` and used up what was before it.
  init(_ source: any ByteSource, offset: Int, kept: ByteBuffer, isEnded: Bool, problem: Problem?) {
    self.source = source
    self.kept = kept
    windowOffset = offset
    sourceEnded = isEnded
    self.problem = problem
  }

  /// Whether no byte will come behind those handed out.
  var isAtEnd: Bool { sourceEnded && keptStart == kept.count }

  /// Appends bytes of the file until the buffer holds `target` of them, or the file ends.
  ///
  /// Leaves room for as many again, for unescaped copies, and for whole words behind the data.
  func fill(_ buffer: ByteBuffer, to target: Int) {
    buffer.reserve(2 * target - buffer.count + ByteWord.padding)
    let length = min(kept.count - keptStart, target - buffer.count)
    if length > 0 {
      buffer.append(UnsafePointer(kept.base + keptStart), count: length)
      keptStart += length
    }
    while buffer.count < target, !sourceEnded { readSource(buffer, to: target) }
  }

  private func readSource(_ buffer: ByteBuffer, to target: Int) {
    windowHasNewBytes = true
    let room = UnsafeMutableRawBufferPointer(start: buffer.base + buffer.count, count: target - buffer.count)
    do throws(Problem) {
      let count = try source.read(into: room)
      buffer.count += count
      sourceEnded = count == 0
    } catch {
      problem = error
      sourceEnded = true
    }
  }

  /// Ends the window: its bytes before `offset` are used up, the others come again.
  func close(_ buffer: ByteBuffer, windowCount: Int, usedUpTo offset: Int) {
    let rest = windowCount - offset
    windowOffset += offset
    if windowHasNewBytes {
      kept.removeAll()
      kept.append(UnsafePointer(buffer.base + offset), count: rest)
      keptStart = 0
      windowHasNewBytes = false
    } else {
      keptStart -= rest
    }
  }
}
