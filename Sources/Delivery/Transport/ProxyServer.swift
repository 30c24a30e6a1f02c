import Records

/// An HTTP proxy that connects by `CONNECT`.
struct ProxyServer: Hashable, Sendable {
  struct Authorization: Hashable, Sendable {
    let user: SecretText
    let password: SecretText
  }

  /// Without brackets.
  let host: String
  let port: Int
  let authorization: Authorization?

  /// `[http://][user[:password]@]host:port[/]`; `name` is the variable that it stands in.
  init(_ text: String, name: String) throws(Problem) {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
      throw TransportProblem.proxy(name, "it holds a blank, a backslash or a character beyond ASCII")
    }
    let rest = try Self.withoutScheme(text, name: name)
    // A password may hold an `@` and a slash that nobody encoded: the last `@` counts, as with curl.
    let at = rest.lastIndex(of: "@")
    let address = at.map { rest[rest.index(after: $0)...] } ?? rest
    guard let (host, port) = Self.hostAndPort(address.hasSuffix("/") ? address.dropLast() : address) else {
      throw TransportProblem.proxy(name, "its host and port cannot be read")
    }
    self.host = host
    self.port = port
    authorization = try at.map { at throws(Problem) in try Self.authorization(rest[..<at], name: name) }
  }

  private static func withoutScheme(_ text: String, name: String) throws(Problem) -> Substring {
    guard let end = text.firstRange(of: "://") else { return text[...] }
    guard text[..<end.lowerBound].lowercased() == "http" else {
      throw TransportProblem.proxy(
        name, "it does not begin with 'http://'",
        fix: "only http proxies are supported, not TLS to a proxy, not SOCKS")
    }
    return text[end.upperBound...]
  }

  private static func hostAndPort(_ address: Substring) -> (String, Int)? {
    guard let colon = address.lastIndex(of: ":") else { return nil }
    let digits = address[address.index(after: colon)...]
    guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = Int(digits), (1...65_535).contains(port)
    else { return nil }
    let host = address[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      let inside = host.dropFirst().dropLast()
      return IPv6Address(inside) == nil ? nil : (String(inside), port)
    }
    return HostName.isValid(host) ? (host.lowercased(), port) : nil
  }

  private static func authorization(
    _ text: Substring, name: String
  ) throws(Problem) -> Authorization {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let user = decoded(parts[0]), let password = decoded(parts.count > 1 ? parts[1] : "") else {
      throw TransportProblem.proxy(name, "its user name or password is not percent-encoded UTF-8")
    }
    // RFC 7617 §2: the first colon ends the user name.
    guard !user.contains(":") else {
      throw TransportProblem.proxy(name, "its user name holds a colon")
    }
    return Authorization(user: SecretText(user), password: SecretText(password))
  }

  /// Nil for a `%` without two hexadecimal digits, for what is no UTF-8 and for control characters.
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
        !digits.contains(UInt8(ascii: "+"))
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
