import Foundation
import Ledger
import Records

/// One `ledger forget`.
struct LedgerForgetRun {
  let command: LedgerCommand.Forget

  func run() throws(RunFailure) {
    let path = try command.location.path()
    let status = try RunFailure.wrapLedger { () throws(Problem) in
      try LedgerReader(path: path).status(runs: 0)
    }
    let wanted = Self.wanted(command)
    guard try isConfirmed(wanted, status) else { return Terminal.writeError("nothing was forgotten\n") }
    let ledger = try LedgerRun.open(path)
    let count = try RunFailure.wrapLedger { () throws(Problem) in
      let count = try command.parked ? ledger.forgetParked(wanted.what) : ledger.forget(wanted.what)
      try ledger.close()
      return count
    }
    guard count > 0 || command.all else {
      throw RunFailure(nothing(wanted, status), .inputMissing)
    }
    guard !command.diagnostics.quiet else { return }
    let what = command.parked ? "parked review" : "review"
    let rest =
      command.all && !command.parked && status.parked > 0
      ? "; \(Numerals.counted(status.parked, "parked review")) stay ('--parked' drops them)" : ""
    Terminal.writeError("\(Numerals.counted(count, what)) forgotten\(rest)\n")
  }

  /// What the command line asks for, and its name in sentences.
  struct Wanted {
    var what: Forgetting
    var name: String
  }

  static func wanted(_ command: LedgerCommand.Forget) -> Wanted {
    if let id = command.externalID {
      let origin = command.origin.map { " of the origin \(Quotation.quote($0))" } ?? ""
      let name = "the id \(Quotation.quote(id))\(origin)"
      return Wanted(what: .externalID(id, origin: command.origin), name: name)
    }
    if let product = command.product {
      let match = LedgerProductMatch(product)
      return Wanted(what: .products { match.fits($0) }, name: "the product \(Quotation.quote(product))")
    }
    if let origin = command.origin {
      return Wanted(what: .origin(origin), name: "the origin \(Quotation.quote(origin))")
    }
    return Wanted(what: .everything, name: "the ledger")
  }

  // MARK: Asking

  /// Whole origins are asked about; one product or review is what was typed.
  private func isConfirmed(_ wanted: Wanted, _ status: LedgerStatus) throws(RunFailure) -> Bool {
    let count: Int
    switch wanted.what {
    case .everything where command.parked, .origin where command.parked:
      // How many of them are of an origin is not kept.
      count = status.parked
    case .everything: count = status.origins.reduce(0) { $0 + $1.reviews }
    case .origin(let name): count = status.origins.first { $0.name == name }?.reviews ?? 0
    case .externalID, .products: return true
    }
    if command.yes || count == 0 { return true }
    let most = command.parked && command.origin != nil ? "up to " : ""
    let reviews = most + Numerals.counted(count, command.parked ? "parked review" : "review")
    guard Terminal.isTerminal(STDIN_FILENO) else { throw RunFailure(notAsked(reviews), .usage) }
    let after = command.parked ? "They are gone then." : "The next run sends them again."
    Terminal.writeError("forget \(reviews) of \(wanted.name)? \(after) [y/N] ")
    return ["y", "yes"].contains((readLine() ?? "").lowercased())
  }

  private func notAsked(_ reviews: String) -> Problem {
    Problem(
      "ledger.not-confirmed", .error,
      "\(reviews) would be forgotten, and standard input is no terminal to ask at; nothing was forgotten",
      fix: "give '--yes'")
  }

  private func fix(_ status: LedgerStatus) -> String {
    if command.parked { return "'ledger export --parked' writes them" }
    let parked = "; '--parked' is about the \(Numerals.counted(status.parked, "parked review"))"
    return "'ledger export' writes what it has" + (status.parked > 0 ? parked : "")
  }

  private func nothing(_ wanted: Wanted, _ status: LedgerStatus) -> Problem {
    let names = status.origins.map(\.name)
    let suggestion = command.origin.map { NearestName.suggestion(for: $0, among: names) } ?? ""
    return Problem(
      "ledger.unknown", .error,
      "nothing was forgotten: the ledger has no \(command.parked ? "parked " : "")review of \(wanted.name)\(suggestion)",
      fix: fix(status))
  }
}
