import Records

/// The sentences of a listener.
enum ListenerProblem {
  static func port(_ configuration: ListenerConfiguration, _ code: Int32) -> Problem {
    Problem(
      "events.port", .error,
      """
      port \(configuration.port) of \(quoted: configuration.address) cannot be had: \(SystemError.words(code)); \
      nothing was received
      """)
  }

  static func address(_ configuration: ListenerConfiguration) -> Problem {
    Problem(
      "events.address", .error,
      "\(quoted: configuration.address) cannot be listened on; nothing was received",
      fix: "give an address of this machine, such as '127.0.0.1' or '0.0.0.0'")
  }

  static func certificate(_ path: String) -> Problem {
    Problem(
      "events.certificate", .error,
      "\(path: path) is no certificate in PEM that belongs to the key; nothing was received",
      fix: "give the chain with '--tls-cert' and its key with '--tls-key'")
  }

  static func key(_ path: String) -> Problem {
    Problem(
      "events.key", .error, "\(path: path) is no private key in PEM that can be read; nothing was received")
  }

  static func unsigned(hasSignature: Bool) -> Problem {
    Problem(
      "events.signature", .warning,
      hasSignature
        ? "a request was signed with another secret; it was answered with 401 and not stored"
        : "a request had no signature; it was answered with 401 and not stored",
      fix: hasSignature ? "compare the subscription's secret with 'REVIEWFERRY_EVENT_SECRET'" : nil)
  }

  static func path(_ path: String, _ configuration: ListenerConfiguration) -> Problem {
    Problem(
      "events.path", .warning,
      """
      a request was posted to \(quoted: path), but events are taken at \(quoted: configuration.eventsPath) and \
      notifications at \(quoted: configuration.notificationsPath); it was answered with 400 and not stored
      """, fix: "mend the address of the subscription, or what the proxy makes of it")
  }

  static func misdirected(
    _ target: ListenerConfiguration.Target, _ configuration: ListenerConfiguration
  ) -> Problem {
    let isOfEvents = target == .events
    let path = isOfEvents ? configuration.eventsPath : configuration.notificationsPath
    return Problem(
      "events.misdirected", .warning,
      """
      \(isOfEvents ? "a notification" : "an event") came to \(quoted: path), where \
      \(isOfEvents ? "events" : "notifications") are taken; it was stored for what it is
      """,
      fix: isOfEvents
        ? "mend the subscriber's 'notification_webhook_url': it ends in '\(configuration.notificationsPath)'"
        : "mend the subscription's address: it ends in '\(configuration.eventsPath)'")
  }

  static func tooLarge() -> Problem {
    Problem(
      "events.too-large", .warning,
      "a request had more than \(EventLimits.maxBytes) bytes; it was answered with 413 and not stored")
  }

  static func backlog() -> Problem {
    Problem(
      "events.backlog", .warning,
      "more events come than the store takes; some were answered with 429, so that the platform slows down")
  }

  static func tooSlow() -> Problem {
    Problem("events.too-slow", .warning, "a client did not send its request in time; it was cut off")
  }

  static func late() -> Problem {
    Problem(
      "events.late", .warning,
      "the store did not answer in time; the event was answered with 503, so that the platform sends it again",
      fix: "see what else works on the ledger's disk, or holds the ledger open")
  }
}
