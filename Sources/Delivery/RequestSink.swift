import Records
import Requests

/// Takes finished requests: a dumper writes them, a submitter sends them.
public protocol RequestSink {
  /// Takes a request, whose views are good only during the call.
  func send(_ request: Request) throws(Problem)

  /// Says that there are no more requests; nothing is sent after it.
  func finish() throws(Problem)
}
