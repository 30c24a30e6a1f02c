import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Records
import Synchronization

/// Where posts go: a URL is read once, and not for each of a million requests.
final class PostTargets: Sendable {
  struct Target: Sendable {
    /// Without the headers and the body of a post.
    let template: HTTPClient.Request
    let isProxied: Bool
    /// The value of the `Host` header.
    let host: String

    func request(for post: HTTPPost) -> HTTPClient.Request {
      var request = template
      for (name, value) in post.headers { request.headers.add(name: name, value: value.reveal()) }
      request.body = .byteBuffer(ByteBuffer(bytes: post.body))
      return request
    }
  }

  /// URLs that are kept: a run has two.
  private static let limit = 16

  private let userAgent: String
  private let proxy: ProxySettings
  private let known = Mutex<[String: Target]>([:])

  init(userAgent: String, proxy: ProxySettings) {
    self.userAgent = userAgent
    self.proxy = proxy
  }

  /// Nil for a URL that credentials may not be sent to.
  subscript(url: String) -> Target? {
    if let target = known.withLock({ $0[url] }) { return target }
    guard let target = target(url) else { return nil }
    known.withLock { if $0.count < Self.limit { $0[url] = target } }
    return target
  }

  private func target(_ url: String) -> Target? {
    guard let parts = try? ServiceURL(url, name: "url") else { return nil }
    // Not left to AsyncHTTPClient, so that the two headers come first and as `ServiceURL` read them.
    let host = parts.host + (parts.port.map { ":\($0)" } ?? "")
    let headers: HTTPHeaders = ["Host": host, "User-Agent": userAgent]
    guard let template = try? HTTPClient.Request(url: url, method: .POST, headers: headers) else {
      return nil
    }
    return Target(template: template, isProxied: isProxied(parts), host: host)
  }

  private func isProxied(_ url: ServiceURL) -> Bool {
    guard url.scheme == .https, !url.host.hasPrefix("["), IPv4Address(url.host) == nil else { return false }
    return proxy.server(forHost: url.host, port: url.port ?? 443) != nil
  }
}
