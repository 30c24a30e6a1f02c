/// Parts of a path, as text.
public enum PathText {
  /// What stands before the last name: `a` of `a/b`, `/` of `/a`, nothing of `a`.
  ///
  /// Foundation's `deletingLastPathComponent` of a string ends the process where the path has one letter or none.
  public static func folder(of path: String) -> String {
    var rest = path[...]
    while rest.count > 1, rest.hasSuffix("/") { rest.removeLast() }
    guard let slash = rest.lastIndex(of: "/") else { return "" }
    rest = rest[..<slash]
    while rest.hasSuffix("/") { rest.removeLast() }
    return rest.isEmpty ? "/" : String(rest)
  }
}
