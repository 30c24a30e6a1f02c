import Records

/// The sentences about connecting; none holds a proxy's address, which may carry a password.
enum TransportProblem {
  /// `name` is the variable; `why` ends the sentence "…, but …".
  static func proxy(_ name: String, _ why: String, fix: String? = nil) -> Problem {
    Problem(
      "proxy.url", .error, field: name,
      "'\(name)' names no proxy that can be used: \(why); nothing was sent",
      fix: fix ?? "write it as 'http://host:port', or list the host in 'NO_PROXY' to go without")
  }

  static func unreadable(_ name: String, _ path: String, _ code: Int32) -> Problem {
    Problem(
      "tls.ca-file", .error, field: name,
      "cannot read \(quoted: path), which '\(name)' names: \(SystemError.words(code)); nothing was sent")
  }

  static func noCertificate(_ name: String, _ path: String) -> Problem {
    Problem(
      "tls.ca-file", .error, field: name,
      "\(quoted: path), which '\(name)' names, holds no certificate in PEM form; nothing was sent",
      fix: "it should have lines with '-----BEGIN CERTIFICATE-----'")
  }

  static func noFolder(_ name: String, _ path: String) -> Problem {
    Problem(
      "tls.ca-file", .error, field: name,
      "\(quoted: path), which '\(name)' names, is no folder; nothing was sent")
  }
}
