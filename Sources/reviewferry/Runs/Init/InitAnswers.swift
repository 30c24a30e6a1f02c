import Delivery
import Guess

/// All that `init` must know before it writes.
struct InitAnswers {
  var export: InitExport
  var mapping: InitMapping
  var pimURL: String
  var apiURL: String?
  /// As it was given; `.` for the working folder.
  var folder: String
  var credentials: InitCredentials
  /// From the root.
  var ledger: String
  var schedule: ScheduleKind
  /// What the mapping reads from.
  var source = InitSource.export
}

/// The export that the set-up is for.
struct InitExport {
  /// As it was given.
  var path: String
  var result: GuessResult
}

/// Where the mapping comes from.
enum InitMapping {
  case shipped(String)
  /// From the root.
  case file(String)
  /// A new file in the folder, with what `guess` would write; whether it can be used as it is.
  case draft(String, isUsable: Bool)

  var isShipped: Bool { if case .shipped = self { true } else { false } }
}

/// Where the credentials come from.
enum InitCredentials {
  case variables
  /// A file that is there; its path from the root.
  case existing(String, isApp: Bool)
  /// A file to be filled in.
  case template(String)
  /// A file with what was typed.
  case typed(String, CredentialParts)

  var path: String? {
    switch self {
    case .variables: nil
    case .existing(let path, _), .template(let path), .typed(let path, _): path
    }
  }

  var isApp: Bool {
    switch self {
    case .variables, .template: false
    case .existing(_, let isApp): isApp
    case .typed(_, let parts): parts[.token] != nil
    }
  }
}

/// What starts a run every night.
enum ScheduleKind: String, CaseIterable, Sendable {
  case cron
  case systemd
  case kubernetes
  case none
}
