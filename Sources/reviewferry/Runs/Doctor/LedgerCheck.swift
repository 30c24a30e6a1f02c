import Catalog
import Delivery
import Foundation
import Ledger
import Records

/// The ledger, and what lies in it; it is looked at as it is.
struct LedgerCheck {
  private(set) var findings: [Finding] = []
  /// Of the catalog, parked reviews and events in it.
  private(set) var contents: [Finding] = []
  /// Nil where no ledger can be named.
  private(set) var path: String?
  private(set) var byteCount = 0

  init(_ scene: DoctorScene, client: SecretText?) {
    do throws(Problem) {
      guard let path = try Self.path(scene) else { return }
      self.path = path
      let ledger = try LedgerInspection(path: path)
      byteCount = ledger.byteCount + ledger.logByteCount
      findings = try Self.findings(ledger)
      guard let reader = try ledger.reader() else { return }
      contents = try ContentsCheck(reader, client: client, now: scene.now).findings
    } catch {
      findings.append(Finding("ledger", error, .of(ledger: error)))
    }
  }

  private static func path(_ scene: DoctorScene) throws(Problem) -> String? {
    if let ledger = scene.command.ledger { return ledger }
    // One that cannot be read is said of the configuration.
    guard let url = scene.command.pimURL, (try? ServiceURL(url, name: "--pim-url")) != nil else { return nil }
    return try LedgerPath.standard(pimURL: url, environment: scene.environment)
  }

  private static func findings(_ ledger: LedgerInspection) throws(Problem) -> [Finding] {
    let path = "'\(Quotation.escape(ledger.path))'"
    switch ledger.state {
    case .absent: return [.ok("ledger", "none yet; the first run makes \(path)")]
    case .empty: return held(ledger) + [.ok("ledger", "\(path) is empty; the first run fills it")]
    case .outdated(let version):
      let known = LedgerInspection.knownVersion
      return held(ledger) + [
        .ok("ledger", "\(path) has version \(version); the next run brings it to version \(known)")
      ]
    case .current: return try current(ledger, path)
    }
  }

  private static func current(_ ledger: LedgerInspection, _ path: String) throws(Problem) -> [Finding] {
    let damage = try ledger.damage()
    guard damage.isEmpty else {
      return [
        .problem(
          "ledger", "\(path) is damaged: \(TextTable.oneLine(damage[0]))",
          fix: "move it away: a new one is begun, and the next run sends every review once more",
          .mappingWrong)
      ]
    }
    guard access(ledger.path, W_OK) == 0 else {
      return [
        .problem(
          "ledger", "\(path) cannot be written by this user",
          fix: "run as the user who owns it, or name another with '--ledger'", .cannotWrite)
      ]
    }
    let held = held(ledger)
    let left = ledger.hasLeftovers ? "; a run was cut off, the next command takes in what it has noted" : ""
    let size = Numerals.bytes(ledger.byteCount + ledger.logByteCount)
    return held + [
      .ok("ledger", "\(path), \(size), version \(LedgerInspection.knownVersion), whole\(left)")
    ]
  }

  private static func held(_ ledger: LedgerInspection) -> [Finding] {
    guard let holder = ledger.holder else { return [] }
    let process = holder > 0 ? " (process \(holder))" : ""
    return [
      .problem(
        "ledger",
        "another run\(process) holds \(Quotation.quote(ledger.path)); a second one would end at once",
        fix: "wait until it has ended, if it is meant to run", .ledgerInUse)
    ]
  }
}
