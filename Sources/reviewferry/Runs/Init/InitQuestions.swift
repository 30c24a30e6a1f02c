import Delivery
import Foundation
import Guess
import Ledger
import Mapping
import Pipeline
import Readers
import Records

/// What `init` asks, one question a function; each says why an answer will not do.
struct InitQuestions {
  let command: InitCommand
  let environment: [String: String]

  // MARK: Export and mapping

  func export(_ asker: inout Asker) throws(RunFailure) -> InitExport? {
    let export = try asker.answer(
      "Export file of the reviews", given: command.file, usual: nil, option: "an export file", .inputMissing
    ) { text throws(Problem) in
      let path = try InitPath.typed(text)
      return InitExport(path: path, result: try guess(path, known: MappingFinder().known))
    }
    if let export { asker.say(GuessText(result: export.result, file: export.path, output: nil).findings) }
    return export
  }

  private func guess(_ path: String, known: [KnownMapping]) throws(Problem) -> GuessResult {
    try GuessInput(path).guess(by: Guesser(known: known, now: Moment.now()))
  }

  static let draft = "draft"

  func mapping(_ export: InitExport, _ asker: inout Asker) throws(RunFailure) -> InitMapping? {
    let vendor = export.result.vendor
    let usual = vendor.map { $0.changedSource == nil ? $0.name : Self.draft } ?? Self.draft
    return try asker.answer(
      "Mapping: the name of a shipped one, a file, or 'draft'", given: command.mapping, usual: usual,
      option: "--mapping", .mappingWrong
    ) { text throws(Problem) in
      text == Self.draft ? try drafted(export) : try known(text)
    }
  }

  /// What `guess` would write; of a known vendor too, where a draft is asked for all the same.
  private func drafted(_ export: InitExport) throws(Problem) -> InitMapping {
    var result = export.result
    if let vendor = result.vendor, vendor.changedSource == nil { result = try guess(export.path, known: []) }
    let text = GuessText(result: result, file: export.path, output: nil).mapping
    return .draft(text, isUsable: result.isUsable)
  }

  private func known(_ text: String) throws(Problem) -> InitMapping {
    let path = try MappingFinder().path(text)
    let compiled = try MappingLoader.load(path).compiled
    if compiled.plan == nil, let problem = compiled.problems.first(where: { $0.severity == .error }) {
      throw problem
    }
    return path == MappingFinder().shipped(text) ? .shipped(text) : .file(InitPath.whole(path))
  }

  // MARK: Where to

  func pimURL(_ asker: inout Asker) throws(RunFailure) -> String? {
    try asker.answer(
      "PIM, as https://shop.cloud.akeneo.com", given: command.pimURL, usual: nil, option: "--pim-url",
      .mappingWrong
    ) { text throws(Problem) in
      try Self.check(text, "--pim-url")
      return text
    }
  }

  func apiURL() throws(RunFailure) -> String? {
    guard let url = command.apiURL else { return nil }
    try RunFailure.status(.mappingWrong) { () throws(Problem) in try Self.check(url, "--api-url") }
    return url
  }

  private static func check(_ url: String, _ name: String) throws(Problem) {
    do throws(Problem) {
      _ = try ServiceURL(url, name: name)
    } catch {
      throw InitProblem.before(error)
    }
  }

  func folder(_ asker: inout Asker) throws(RunFailure) -> String? {
    try asker.answer(
      "Folder to write", given: command.output, usual: "reviewferry", option: "--output", .cannotWrite
    ) { text throws(Problem) in
      let path = try InitPath.typed(text)
      try InitPath.checkFolder(path, mayReplace: command.force)
      return path
    }
  }

  func ledger(_ folder: String, _ pimURL: String, _ asker: inout Asker) throws(RunFailure) -> String? {
    let standard = try? LedgerPath.standard(pimURL: pimURL, environment: environment)
    return try asker.answer(
      "Ledger, which keeps what was sent", given: command.ledger,
      usual: standard ?? "\(folder)/ledger.sqlite",
      option: "--ledger", .cannotWrite
    ) { text throws(Problem) in try InitPath.file(text) }
  }

  /// What a tap wrote is the same every night; it is the tap that is to be started.
  func schedule(
    _ export: InitExport, _ source: InitSource, _ asker: inout Asker
  ) throws(RunFailure) -> ScheduleKind? {
    let words = ScheduleKind.allCases.map(\.rawValue)
    return try asker.answer(
      "Schedule: cron, systemd, kubernetes or none", given: command.schedule,
      usual: (source.isTap ? ScheduleKind.none : .cron).rawValue,
      option: "--schedule", .usage
    ) { text throws(Problem) in
      guard let kind = ScheduleKind(rawValue: text.lowercased()) else {
        throw InitProblem.noWord(text, among: words)
      }
      if source.isTap, kind != .none { throw InitProblem.oneCapture(export.path, kind.rawValue) }
      return kind
    }
  }
}
