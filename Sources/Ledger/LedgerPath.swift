import Glibc
import Records

/// Where a ledger lies.
public enum LedgerPath {
  /// `$XDG_STATE_HOME/reviewferry/<PIM>.sqlite`, or the same below `~/.local/state`.
  ///
  /// One ledger for each PIM, because what one PIM was sent says nothing of another. Names of different PIM URLs
  /// differ; scheme, user, a default port and a slash at the end do not count.
  public static func standard(
    pimURL: String, environment: [String: String]
  ) throws(Problem) -> String {
    let name = try name(pimURL: pimURL)
    // A relative XDG_STATE_HOME is to be ignored, says the XDG base directory specification.
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return "\(state)/reviewferry/\(name)"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { throw LedgerProblem.noHome() }
    return "\(home)/.local/state/reviewferry/\(name)"
  }

  static func name(pimURL: String) throws(Problem) -> String {
    var rest = Substring(pimURL)
    var defaultPort = ":443"
    if let scheme = rest.range(of: "://") {
      if rest[..<scheme.lowerBound].lowercased() == "http" { defaultPort = ":80" }
      rest = rest[scheme.upperBound...]
    }
    rest = rest.prefix { $0 != "?" && $0 != "#" }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    var host = rest[..<slash]
    // Names and passwords in a URL belong into no file name.
    if let user = host.lastIndex(of: "@") { host = host[host.index(after: user)...] }
    if host.hasSuffix(defaultPort) { host = host.dropLast(defaultPort.count) }
    var path = rest[slash...]
    while path.hasSuffix("/") { path = path.dropLast() }
    guard !host.isEmpty else { throw LedgerProblem.noPIM() }
    return safe(host.lowercased() + path) + ".sqlite"
  }

  /// Bytes other than ASCII letters, digits, `.` and `-` as `_` and two hex digits, so that no two names meet.
  private static func safe(_ name: String) -> String {
    var safe = ""
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
        safe.unicodeScalars.append(Unicode.Scalar(byte))
      default: safe += "_" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return safe
  }

  /// The path without links, so that a ledger has one lock whatever it is called.
  static func resolved(_ path: String) -> String {
    if let whole = real(path) { return whole }
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    return real(folder.isEmpty ? "/" : folder).map { $0 == "/" ? "/" + name : "\($0)/\(name)" } ?? path
  }

  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

extension Substring {
  /// The first place of a few characters; the standard library has none without Foundation.
  fileprivate func range(of wanted: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(wanted) { return start..<index(start, offsetBy: wanted.count) }
      start = index(after: start)
    }
    return nil
  }
}
