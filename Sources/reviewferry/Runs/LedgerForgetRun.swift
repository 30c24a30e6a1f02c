import Catalog
import Foundation
import Ledger
import Records

/// One `ledger forget`.
struct LedgerForgetRun {
  let command: LedgerCommand.Forget

  func run() throws(RunFailure) {
    let path = try command.location.path()
    let wanted = Self.wanted(command)
    let (status, parked) = try RunFailure.wrapLedger { () throws(Problem) in
      let reader = try LedgerReader(path: path)
      return (try reader.status(runs: 0), try parkedReviews(wanted, reader))
    }
    guard try isConfirmed(wanted, status, parked) else {
      return Terminal.writeError("nothing was forgotten\n")
    }
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

  /// How many parked reviews would be dropped; how many are of an origin or have an id is not kept.
  private func parkedReviews(_ wanted: Wanted, _ reader: LedgerReader) throws(Problem) -> Int {
    guard command.parked else { return 0 }
    guard case .products(let fits) = wanted.what else { return try reader.status(runs: 0).parked }
    return try ParkedReport(reader, limit: 0) { product in
      product.identification.withUnsafeBufferPointer { fits($0) }
    }.all.reviews
  }

  /// Whole origins are asked about, and all that is parked, which nobody else has; one accepted product or review is
  /// what was typed, and only sent again.
  private func isConfirmed(
    _ wanted: Wanted, _ status: LedgerStatus, _ parked: Int
  ) throws(RunFailure) -> Bool {
    let count: Int
    switch wanted.what {
    case _ where command.parked: count = parked
    case .everything: count = status.origins.reduce(0) { $0 + $1.reviews }
    case .origin(let name): count = status.origins.first { $0.name == name }?.reviews ?? 0
    case .externalID, .products: return true
    }
    if command.yes || count == 0 { return true }
    let isCounted = command.all || command.product != nil
    let most = command.parked && !isCounted ? "up to " : ""
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
