import Foundation

/// Posts over plain http, one connection for each post, as simply as can be: no TLS, no redirects.
///
/// What it talks to stands on this machine, or behind a proxy that does the TLS.
public struct PlainPoster: Sendable {
  private let host: String
  private let port: String
  private let path: String
  private let timeout: Duration

  /// Nil for anything but `http://host[:port][/path]`.
  public init?(_ url: String, timeout: Duration) {
    guard let parts = URLComponents(string: url), parts.scheme == "http", let host = parts.host,
      !host.isEmpty,
      parts.user == nil, parts.query == nil, parts.fragment == nil
    else { return nil }
    self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    port = String(parts.port ?? 80)
    path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
    self.timeout = timeout
  }

  /// The status; nil where none came in time.
  public func send(_ post: EventPost) -> Int? {
    let socket = connected()
    guard socket >= 0 else { return nil }
    defer { close(socket) }
    let name = host.contains(":") ? "[\(host)]" : host
    var head = "POST \(path) HTTP/1.1\r\nHost: \(name):\(port)\r\nConnection: close\r\n"
    for (name, value) in post.headers { head += "\(name): \(value)\r\n" }
    let bytes = Array((head + "Content-Length: \(post.body.count)\r\n\r\n").utf8) + post.body
    guard write(bytes, to: socket) else { return nil }
    return status(of: socket)
  }

  private func connected() -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, port, &hints, &found) == 0 else { return -1 }
    defer { freeaddrinfo(found) }
    var next = found
    while let address = next?.pointee {
      let made = socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
      if made >= 0 {
        limit(made)
        if connect(made, address.ai_addr, address.ai_addrlen) == 0 { return made }
        close(made)
      }
      next = address.ai_next
    }
    return -1
  }

  private func limit(_ socket: Int32) {
    let (seconds, attoseconds) = timeout.components
    var limit = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
  }

  private func write(_ bytes: [UInt8], to socket: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { all in
        Foundation.send(socket, all.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Of the first line of the answer; the rest is of no matter.
  private func status(of socket: Int32) -> Int? {
    var line: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 256)
    while line.count < 12 {
      let count = recv(socket, &piece, piece.count, 0)
      guard count > 0 else { return nil }
      line += piece[..<count]
    }
    guard line.starts(with: "HTTP/1.".utf8) else { return nil }
    return Int(String(decoding: line[9..<12], as: UTF8.self))
  }
}
