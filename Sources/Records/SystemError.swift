import Glibc

/// Says what the operating system answered.
public enum SystemError {
  /// The system's words for an `errno`, lower case as our sentences are: `no space left on device`.
  public static func words(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    let words = String(cString: text)
    // `Input/output error` is lowered, an abbreviation in front would be kept: none of glibc's has one.
    return words.prefix(1).lowercased() + words.dropFirst()
  }
}
