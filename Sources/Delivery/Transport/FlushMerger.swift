import NIOCore

/// Sends the head and the body of a request in one piece.
///
/// AsyncHTTPClient flushes after each part: two system calls, two packets, and a server that wakes up twice.
/// Here all that is flushed in one turn of the event loop leaves at its end.
final class FlushMerger: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = NIOAny

  private var isWaiting = false

  func flush(context: ChannelHandlerContext) {
    guard !isWaiting else { return }
    isWaiting = true
    context.eventLoop.assumeIsolated().execute { self.send(context) }
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    send(context)
    context.close(mode: mode, promise: promise)
  }

  private func send(_ context: ChannelHandlerContext) {
    guard isWaiting else { return }
    isWaiting = false
    context.flush()
  }
}
