import Records

/// A base URL that credentials may be sent to: https anywhere, http to this machine alone.
///
/// Read strictly and by hand. Libraries disagree on odd URLs (`http://127.0.0.1\@evil.com`, `0x7f.1`), and a
/// check is worth nothing if whoever connects reads another host than whoever checked. So what could be read
/// in two ways is refused.
public struct ServiceURL: Equatable, Sendable {
  public enum Scheme: String, Sendable { case http, https }

  public let scheme: Scheme
  /// In lower case; an IPv6 address stands in its brackets.
  public let host: String
  /// Nil where it is the scheme's own.
  public let port: Int?
  /// Empty, or from the first slash to before the last: `/api/v1`.
  public let path: String

  /// `name` is the option or variable that the text comes from, for problems; the text itself is not shown, since
  /// it might hold a password.
  public init(_ text: String, name: String) throws(Problem) {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
      throw CredentialsProblem.url(name, "it holds a blank, a backslash or a character beyond ASCII")
    }
    guard let (scheme, rest) = Self.scheme(text) else {
      throw CredentialsProblem.url(
        name, "it begins with neither 'https://' nor 'http://'", fix: "write 'https://' before the host")
    }
    let authority = rest.prefix { !"/?#".contains($0) }
    let path = rest.dropFirst(authority.count)
    guard !authority.contains("@") else { throw CredentialsProblem.url(name, "it holds a user name") }
    guard !path.contains(where: { "?#".contains($0) }) else {
      throw CredentialsProblem.url(name, "it holds a query or a fragment")
    }
    guard let (host, port) = Self.hostAndPort(authority) else {
      throw CredentialsProblem.url(name, "its host or port cannot be read")
    }
    guard scheme == .https || Self.isLoopback(host) else {
      throw CredentialsProblem.plainHTTP(name, host: host)
    }
    self.scheme = scheme
    self.host = host
    self.port = port == (scheme == .https ? 443 : 80) ? nil : port
    self.path = Self.withoutLastSlashes(path)
  }

  /// Without a slash at the end.
  public var text: String { "\(scheme.rawValue)://\(host)\(port.map { ":\($0)" } ?? "")\(path)" }

  /// `suffix` begins with a slash.
  public func appending(_ suffix: String) -> String { text + suffix }

  /// Whether a host is this machine by its name alone: `localhost`, 127.0.0.0/8 and `[::1]`.
  ///
  /// Other spellings (`0x7f.1`, `127.1`, `2130706433`, `localhost.`) are not.
  public static func isLoopback(_ host: String) -> Bool {
    if host.lowercased() == "localhost" { return true }
    if let address = IPv4Address(host) { return address.bytes[0] == 127 }
    return host.hasPrefix("[") && IPv6Address(host.dropFirst().dropLast())?.isLoopback == true
  }

  private static func scheme(_ text: String) -> (Scheme, Substring)? {
    guard let end = text.firstIndex(of: ":"), let scheme = Scheme(rawValue: text[..<end].lowercased()),
      text[end...].hasPrefix("://")
    else { return nil }
    return (scheme, text[end...].dropFirst(3))
  }

  private static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
    let host: Substring
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      guard IPv6Address(authority[..<end].dropFirst()) != nil else { return nil }
      host = authority[...end]
    } else {
      host = authority.prefix { $0 != ":" }
      guard HostName.isValid(host) else { return nil }
    }
    let rest = authority.dropFirst(host.count)
    if rest.isEmpty { return (host.lowercased(), nil) }
    guard rest.hasPrefix(":"), let port = port(rest.dropFirst()) else { return nil }
    return (host.lowercased(), port)
  }

  private static func port(_ digits: Substring) -> Int? {
    guard digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(digits).flatMap { (1...65_535).contains($0) ? $0 : nil }
  }

  private static func withoutLastSlashes(_ path: Substring) -> String {
    var path = path
    while path.hasSuffix("/") { path.removeLast() }
    return String(path)
  }
}

/// Names of hosts (RFC 1123 §2.1, and the underscore that container networks use).
enum HostName {
  static func isValid(_ host: Substring) -> Bool {
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard !host.isEmpty, host.utf8.count <= 253, let last = labels.last else { return false }
    guard labels.allSatisfy(isLabel) else { return false }
    // A name that ends with a number is an IPv4 address to browsers and resolvers, so it must be a plain one
    // (WHATWG URL, "ends in a number").
    return !isNumber(last) || IPv4Address(String(host)) != nil
  }

  private static func isLabel(_ label: Substring) -> Bool {
    guard (1...63).contains(label.utf8.count), label.first != "-", label.last != "-" else { return false }
    return label.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
      default: false
      }
    }
  }

  private static func isNumber(_ label: Substring) -> Bool {
    let lowered = label.lowercased()
    return lowered.utf8.allSatisfy { (0x30...0x39).contains($0) }
      || (lowered.hasPrefix("0x") && lowered.dropFirst(2).allSatisfy(\.isHexDigit))
  }
}

/// Four decimal numbers without leading zeros; no other spelling.
struct IPv4Address {
  let bytes: [UInt8]

  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let bytes = parts.compactMap { part -> UInt8? in
      guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part == "0" || !part.hasPrefix("0") else {
        return nil
      }
      return UInt8(part)
    }
    guard parts.count == 4, bytes.count == 4 else { return nil }
    self.bytes = bytes
  }
}

/// RFC 4291 §2.2 without the form that ends in an IPv4 address and without zones.
struct IPv6Address {
  let groups: [UInt16]

  init?(_ text: Substring) {
    let halves = Self.halves(text)
    guard let front = Self.groups(halves.front) else { return nil }
    guard let rest = halves.back else {
      guard front.count == 8 else { return nil }
      groups = front
      return
    }
    guard let back = Self.groups(rest), front.count + back.count < 8 else { return nil }
    groups = front + Array(repeating: 0, count: 8 - front.count - back.count) + back
  }

  var isLoopback: Bool { groups == [0, 0, 0, 0, 0, 0, 0, 1] }

  /// What stands before and behind the `::`, if there is one.
  private static func halves(_ text: Substring) -> (front: Substring, back: Substring?) {
    guard let gap = text.firstRange(of: "::") else { return (text, nil) }
    return (text[..<gap.lowerBound], text[gap.upperBound...])
  }

  private static func groups(_ text: Substring) -> [UInt16]? {
    if text.isEmpty { return [] }
    var groups: [UInt16] = []
    for part in text.split(separator: ":", omittingEmptySubsequences: false) {
      guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
        let value = UInt16(part, radix: 16)
      else { return nil }
      groups.append(value)
    }
    return groups
  }
}
