import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import Synchronization

/// Takes an answer in: its status, two of its headers and the start of its body.
///
/// Of the rest of a body so much is read and dropped that the connection can be used again; a longer one ends
/// with `LongBody` and costs the connection.
final class AnswerCollector: HTTPClientResponseDelegate, Sendable {
  /// Bytes of a body that are taken from the network, kept ones included: a new connection costs less.
  static let maxRead = 1 << 20

  /// More came than is read; the answer has all that matters.
  struct LongBody: Error {}

  private struct State {
    var answer: Answer?
    var bytesRead = 0
  }

  private let state = Mutex(State())

  /// What has come until now; nil before the headers are complete.
  var answer: Answer? { state.withLock { $0.answer } }

  func didReceiveHead(task: HTTPClient.Task<Answer>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
    var answer = Answer(status: Int(head.status.code), location: head.headers.first(name: "location"))
    if let value = head.headers.first(name: "retry-after") {
      answer.retryAfter = RetryAfter(value, now: Int64(time(nil)))
    }
    state.withLock { $0.answer = answer }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(task: HTTPClient.Task<Answer>, _ part: ByteBuffer) -> EventLoopFuture<Void> {
    let bytesRead = state.withLock { state in
      state.bytesRead += part.readableBytes
      let room = ErrorAnswer.maxBytes - (state.answer?.body.count ?? 0)
      if room > 0 { state.answer?.body.append(contentsOf: part.readableBytesView.prefix(room)) }
      return state.bytesRead
    }
    guard bytesRead <= Self.maxRead else { return task.eventLoop.makeFailedFuture(LongBody()) }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didFinishRequest(task: HTTPClient.Task<Answer>) throws -> Answer {
    guard let answer else { throw HTTPClientError.remoteConnectionClosed }
    return answer
  }
}
