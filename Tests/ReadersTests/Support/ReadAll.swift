import Readers
import Records

/// Reads a source to its end: the bytes it gave, and the problem that ended it, if any.
func readAll(_ source: any ByteSource, bufferSize: Int = 65536) -> (bytes: [UInt8], problem: Problem?) {
  var bytes: [UInt8] = []
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 16)
  defer { buffer.deallocate() }
  while true {
    do throws(Problem) {
      let length = try source.read(into: buffer)
      if length == 0 { return (bytes, nil) }
      bytes += buffer[..<length]
    } catch {
      return (bytes, error)
    }
  }
}
