import Records
import Requests

/// Writes request bodies one a line to a pipe, for `--output -`.
public final class RequestStreamer: RequestSink {
  private let output: BufferedFileWriter

  public init(to output: BufferedFileWriter) { self.output = output }

  public func send(_ request: Request) throws(Problem) {
    try output.write(request.body)
    try output.write(UInt8(ascii: "\n"))
  }

  /// Writes requests that follow each other.
  public func send(_ chunk: RequestChunk) throws(Problem) { try output.write(chunk.lines.all) }

  public func finish() throws(Problem) { try output.flush() }
}
