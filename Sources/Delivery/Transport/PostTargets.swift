import Records
import Synchronization

/// Where connections lead: posts to one origin share them.
struct Origin: Hashable, Sendable {
  let isSecure: Bool
  /// An IPv6 address without its brackets.
  let host: String
  let port: Int
  /// Nil where it is reached directly.
  let proxy: ProxyServer?

  /// Nil for an address, which TLS does not send and compares with the certificate's addresses.
  var serverName: String? {
    IPv4Address(host) == nil && !host.contains(":") ? host : nil
  }
}

/// The head of a request as it is sent, but for the length of the body.
///
/// Holds secrets, as bytes; it has no description of its own.
final class PreparedHead: Sendable {
  let origin: Origin
  /// Up to the value of `Content-Length`, or of a GET to the end of its headers.
  let bytes: [UInt8]
  /// Of a GET: bytes of the answer's body that are kept.
  let maxBody: Int?

  init(origin: Origin, bytes: [UInt8], maxBody: Int? = nil) {
    self.origin = origin
    self.bytes = bytes
    self.maxBody = maxBody
  }
}

/// Prepares heads, so that a URL is read once and not for each of a million requests.
final class PostTargets: Sendable {
  /// Heads that are kept: a run has two, and another one for each renewed token.
  private static let maxKnown = 4

  private let userAgent: String
  private let proxy: ProxySettings
  /// The latest last.
  private let known = Mutex<[(head: PostHead, prepared: PreparedHead)]>([])

  init(userAgent: String, proxy: ProxySettings) {
    self.userAgent = userAgent
    self.proxy = proxy
  }

  /// Nil for a URL that credentials may not be sent to, and for headers that would begin others.
  subscript(head: PostHead) -> PreparedHead? {
    known.withLock { known in
      if let known = known.last(where: { $0.head === head }) { return known.prepared }
      guard let prepared = prepare(head) else { return nil }
      if known.count == Self.maxKnown { known.removeFirst() }
      known.append((head, prepared))
      return prepared
    }
  }

  private func prepare(_ head: PostHead) -> PreparedHead? {
    guard let url = try? ServiceURL(head.url, name: "url") else { return nil }
    let host = url.host + (url.port.map { ":\($0)" } ?? "")
    guard let line = Self.requestLine(url, head.reading) else { return nil }
    var text = "\(line)\r\nHost: \(host)\r\n"
    text += "User-Agent: \(userAgent)\r\n"
    for (name, value) in head.headers {
      let value = value.reveal()
      guard Self.isHeaderSafe(name), Self.isHeaderSafe(value) else { return nil }
      text += "\(name): \(value)\r\n"
    }
    guard let reading = head.reading else {
      return PreparedHead(origin: origin(url), bytes: Array((text + "Content-Length: ").utf8))
    }
    return PreparedHead(
      origin: origin(url), bytes: Array((text + "\r\n").utf8), maxBody: reading.maxBody)
  }

  /// Nil for a query that would end the line.
  private static func requestLine(_ url: ServiceURL, _ reading: PostHead.Reading?) -> String? {
    let path = url.path.isEmpty ? "/" : url.path
    guard let reading else { return "POST \(path) HTTP/1.1" }
    guard reading.query.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
      return nil
    }
    return "GET \(path)\(reading.query.isEmpty ? "" : "?" + reading.query) HTTP/1.1"
  }

  private func origin(_ url: ServiceURL) -> Origin {
    let port = url.port ?? (url.scheme == .https ? 443 : 80)
    let isAddress = url.host.hasPrefix("[")
    let host = isAddress ? String(url.host.dropFirst().dropLast()) : url.host
    // Plain http leads to this machine only, which never is behind a proxy.
    let server = url.scheme == .https ? proxy.server(forHost: url.host, port: port) : nil
    let origin = Origin(isSecure: url.scheme == .https, host: host, port: port, proxy: nil)
    // TLS compares a certificate with the address of the other end, which would be the proxy's.
    guard let server, origin.serverName != nil else { return origin }
    return Origin(isSecure: true, host: host, port: port, proxy: server)
  }

  private static func isHeaderSafe(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }
}
