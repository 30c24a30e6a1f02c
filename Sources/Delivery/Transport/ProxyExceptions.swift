/// The hosts of `NO_PROXY`.
///
/// Separated by commas and blanks. `*` is every host; `example.com` and `.example.com` are that host and all
/// below it; an address is itself, `10.0.0.0/8` and `fd00::/8` are nets; `example.com:8443` and `[::1]:8443`
/// hold for that port alone. What cannot be read matches nothing.
struct ProxyExceptions: Sendable {
  private enum Host: Sendable {
    case any
    /// In lower case, without dots at its ends.
    case domain(String)
    case net([UInt8], bits: Int)
  }

  private let entries: [(host: Host, port: Int?)]

  init(_ text: String) {
    entries = text.split(whereSeparator: { $0 == "," || $0.isWhitespace }).compactMap(Self.entry)
  }

  /// `host` as in `ServiceURL`: IPv6 addresses in brackets.
  func contain(host: String, port: Int) -> Bool {
    let name = Self.withoutDots(host.lowercased())
    let address = Self.address(Self.withoutBrackets(host[...]))
    return entries.contains { entry in
      guard entry.port == nil || entry.port == port else { return false }
      return switch entry.host {
      case .any: true
      case .domain(let domain): address == nil && (name == domain || name.hasSuffix(".\(domain)"))
      case .net(let net, let bits): address.map { Self.share($0, net, bits: bits) } ?? false
      }
    }
  }

  private static func entry(_ text: Substring) -> (Host, Int?)? {
    if let host = host(text) { return (host, nil) }
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (1...65_535).contains(port), let host = host(text[..<colon])
    else { return nil }
    return (host, port)
  }

  private static func host(_ text: Substring) -> Host? {
    if text == "*" { return .any }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count <= 2, let address = address(withoutBrackets(parts[0])) {
      guard parts.count == 2 else { return .net(address, bits: address.count * 8) }
      guard let bits = Int(parts[1]), (0...address.count * 8).contains(bits) else { return nil }
      return .net(address, bits: bits)
    }
    let domain = withoutDots(text.lowercased())
    return HostName.isValid(domain[...]) ? .domain(domain) : nil
  }

  private static func address(_ text: Substring) -> [UInt8]? {
    if let address = IPv4Address(String(text)) { return address.bytes }
    guard text.contains(":"), let address = IPv6Address(text) else { return nil }
    return address.groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  }

  /// Whether both are of one family and begin with the same bits.
  private static func share(_ first: [UInt8], _ second: [UInt8], bits: Int) -> Bool {
    guard first.count == second.count else { return false }
    let whole = bits / 8
    guard first[..<whole] == second[..<whole] else { return false }
    let rest = bits % 8
    return rest == 0 || (first[whole] ^ second[whole]) >> (8 - rest) == 0
  }

  private static func withoutBrackets(_ text: Substring) -> Substring {
    text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text
  }

  private static func withoutDots(_ text: String) -> String {
    var text = text[...]
    if text.hasPrefix(".") { text = text.dropFirst() }
    if text.hasSuffix(".") { text = text.dropLast() }
    return String(text)
  }
}
