import Foundation
import Records

/// What starts a run every night, for the answers of `init`.
///
/// Shorter than samples/schedule, since the configuration holds what is set there; a test judges these as those are.
struct ScheduleFiles {
  struct File: Equatable {
    var name: String
    var text: String
  }

  static let names = ["crontab", "reviewferry.service", "reviewferry.timer", "cronjob.yaml"]

  /// The first one says how it is installed.
  let files: [File]

  /// - Parameters:
  ///   - program: From the root: a schedule has a PATH of its own.
  ///   - user: Who runs it.
  init(_ answers: InitAnswers, program: String = Self.program, user: String = NSUserName()) {
    let run = NightlyRun(answers, program: program, user: user)
    files =
      switch answers.schedule {
      case .none: []
      case .cron: [File(name: Self.names[0], text: CronSchedule(run).text)]
      case .systemd:
        [
          File(name: Self.names[1], text: SystemdSchedule(run).service),
          File(name: Self.names[2], text: SystemdSchedule.timer),
        ]
      case .kubernetes: [File(name: Self.names[3], text: KubernetesSchedule(run).text)]
      }
  }

  private static var program: String { ProgramPath.current ?? "/usr/local/bin/reviewferry" }
}

/// What a schedule starts; all paths from the root.
struct NightlyRun {
  let program: String
  let user: String
  let export: String
  let folder: String
  let configuration: String
  let ledger: String
  let answers: InitAnswers

  init(_ answers: InitAnswers, program: String, user: String) {
    self.answers = answers
    self.program = program
    self.user = user
    export = InitPath.whole(answers.export.path)
    folder = InitPath.whole(answers.folder)
    configuration = "\(folder)/\(InitFiles.configurationName)"
    ledger = answers.ledger
  }

  /// The words of the command, but for the configuration.
  var submission: [String] { ["submit"] + answers.source.inputs(export) + answers.source.permission }
}

/// A user's crontab.
struct CronSchedule {
  private let run: NightlyRun

  init(_ run: NightlyRun) { self.run = run }

  var text: String {
    let words = ([run.program] + run.submission + ["--config", run.configuration]).map(ShellWord.cron)
    let command = words.joined(separator: " ")
    let variables =
      run.answers.credentials.path == nil
      ? "# Variables of your shell are not known here: name a file with --credentials-file.\n" : ""
    return """
      # A nightly submission for cron. Name the export as it will be called every night; a pattern such as
      # '/srv/exports/*.csv' stands in quotes, since reviewferry expands it. Then add it to your crontab:
      #
      #     (crontab -l; cat \(ShellWord.shell(run.folder + "/crontab"))) | crontab -
      #
      # cron mails what comes on standard error: a line for each problem, and one of summary; with '--quiet' problems
      # only. No 'flock' is needed: a second run on a ledger does nothing and exits with 75.
      \(variables)
      # minute hour day month weekday. Not between one and three: there summer time skips an hour or repeats it.
      17 3 * * * \(command)
      # Two hours later for what an ill API did not take. After a night that went well it sends nothing.
      17 5 * * * \(command) --quiet

      """
  }
}
