import Records

/// What is wrong with an event that cannot be used.
///
/// The sentences say nothing of what becomes of it: a file still has it, a listener keeps it.
enum EventProblem {
  static func notJSON() -> Problem {
    Problem(
      "event.json", .error,
      "the event is not JSON in UTF-8, or nests deeper than \(EventLimits.maxDepth) levels; event rejected")
  }

  static func notAnObject(_ name: String? = nil) -> Problem {
    Problem(
      "event.not-an-object", .error, field: name,
      "\(name.map { "'\($0)'" } ?? "the event") is not a JSON object; event rejected")
  }

  static func tooLarge(_ bytes: Int) -> Problem {
    Problem(
      "event.too-large", .error,
      "the event has \(bytes) bytes, but \(EventLimits.maxBytes) at most are read; event rejected")
  }

  static func version(_ version: String) -> Problem {
    Problem(
      "event.version", .error, field: "specversion",
      "'specversion' is \(quoted: version), expected CloudEvents '1.0'; event rejected")
  }

  static func missing(_ name: String) -> Problem {
    Problem("event.missing", .error, field: name, "the event has no '\(name)'; event rejected")
  }

  static func empty(_ name: String) -> Problem {
    Problem("event.missing", .error, field: name, "'\(name)' is empty; event rejected")
  }

  static func tooLong(_ name: String, _ limit: Int) -> Problem {
    Problem(
      "event.too-long", .error, field: name, "'\(name)' is longer than \(limit) bytes; event rejected")
  }

  static func controls(_ name: String) -> Problem {
    Problem(
      "event.control-characters", .error, field: name, "'\(name)' has control characters; event rejected")
  }

  static func notText(_ name: String) -> Problem {
    Problem("event.not-text", .error, field: name, "'\(name)' is not a string; event rejected")
  }

  static func time(_ name: String, _ text: String) -> Problem {
    Problem(
      "event.time", .error, field: name,
      "'\(name)' is \(quoted: text), expected a time such as '2026-01-31T08:00:00Z'; event rejected")
  }

  static func uuid(_ name: String, _ text: String) -> Problem {
    Problem(
      "event.uuid", .error, field: name, "'\(name)' is \(quoted: text), expected a UUID; event rejected")
  }

  static func base64(_ name: String) -> Problem {
    Problem("event.base64", .error, field: name, "'\(name)' is not base64; message rejected")
  }
}
