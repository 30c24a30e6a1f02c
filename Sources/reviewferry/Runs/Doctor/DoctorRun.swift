import Delivery
import Foundation
import Ledger
import Records

/// One `doctor`.
struct DoctorRun {
  let command: DoctorCommand

  func run() throws(RunFailure) {
    let findings = look()
    try DataOutput.write(
      command.json ? DoctorJSON.text(findings) : DoctorText.text(findings, command.diagnostics))
    let status = Self.status(findings)
    if !command.diagnostics.quiet, !command.json {
      Terminal.writeError(DoctorText.summary(findings, status))
    }
    if status != .success { throw RunFailure(problems: [], status: status) }
  }

  /// In the order in which a run meets them.
  private func look() -> [Finding] {
    let scene = DoctorScene(
      command: command, environment: ProcessInfo.processInfo.environment, now: Moment.now())
    let credentials = CredentialsCheck(scene)
    let ledger = LedgerCheck(scene, client: credentials.credentials?.clientID)
    return ConfigurationCheck(scene).findings + InstallationCheck().findings + credentials.findings
      + ledger.findings + DiskCheck(scene, ledger: ledger).findings
      + NetworkCheck(scene, credentials.credentials).findings + ledger.contents
  }

  static func status(_ findings: [Finding]) -> ExitStatus {
    findings.first { $0.level == .problem }?.status ?? .success
  }
}
