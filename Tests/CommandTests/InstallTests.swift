import Foundation
import TestSupport
import Testing

@testable import reviewferry

/// `make install` into a folder, and what stands there then.
@Suite struct InstallTests {
  private static func has(_ command: String) -> Bool {
    (try? Shell.run("command -v \(command)", in: Project.root).status) == 0
  }

  /// Runs a script with the tool installed below `$DESTDIR/opt/rf`.
  private func installed(_ script: String) throws -> CommandResult {
    let folder = try TemporaryFolder()
    let make =
      "make -s -C \"$PROJECT\" PROGRAM=\(Tool.products.path)/reviewferry PREFIX=/opt/rf DESTDIR=$PWD/root"
    return try Shell.run(
      "set -e; \(make) install; I=$PWD/root/opt/rf; PATH=$I/bin:/usr/bin:/bin; \(script)\n\(make) uninstall",
      in: folder.url)
  }

  @Test func theInstalledProgramFindsItsMappingsAndConverts() throws {
    let result = try installed(
      """
      reviewferry --version
      reviewferry mappings list | grep -c .
      reviewferry convert "$PROJECT"/samples/judgeme-csv/* --mapping judgeme-csv --output out --max-rejects 50% -q
      grep -c . out/requests.jsonl
      """)
    let shipped = try FileManager.default.contentsOfDirectory(
      atPath: Project.root.appendingPathComponent("mappings").path
    ).count { $0.hasSuffix(".yaml") }
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.prefix(2) == [Version.text, "\(shipped)"])
    #expect(Int(lines.last ?? "") ?? 0 > 0)
  }

  @Test func uninstallLeavesNoFileAndNothingOfOthers() throws {
    let folder = try TemporaryFolder()
    let result = try Shell.run(
      """
      set -e
      make="make -s -C $PROJECT PROGRAM=\(Tool.products.path)/reviewferry PREFIX=/opt/rf DESTDIR=$PWD/root"
      $make install
      touch root/opt/rf/share/reviewferry/mappings/mine.yaml
      $make uninstall
      find root -type f
      """, in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "root/opt/rf/share/reviewferry/mappings/mine.yaml\n")
  }

  @Test(
    .enabled(if: has("groff"), "there is no groff"),
    arguments: [
      "reviewferry submit", "--max-reviews", "EXIT STATUS", "--explain", "reviewferry ledger forget",
    ])
  func theManualPageHasWhatTheHelpHas(words: String) throws {
    let result = try Shell.run(
      "reviewferry --manual | groff -k -man -Tutf8 -P-cbou", in: Project.root)
    #expect(result.errors.isEmpty)
    #expect(result.output.contains(words))
  }

  @Test(arguments: [("bash", "bash -n"), ("zsh", "zsh -n"), ("fish", "fish --no-execute")])
  func completionsAreOfTheirShell(shell: String, check: String) throws {
    guard Self.has(shell) else { return }
    let folder = try TemporaryFolder()
    let result = try Shell.run(
      "reviewferry --generate-completion-script \(shell) > script && \(check) script && grep -c max-reviews script",
      in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
  }

  /// As bash itself asks: after two tabs.
  @Test(.enabled(if: has("bash"), "there is no bash"))
  func bashCompletesSubcommandsAndOptions() throws {
    let result = try Shell.run(
      """
      bash -c 'eval "$(reviewferry --generate-completion-script bash)"
      complete_it() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
        _reviewferry "$1" "${@: -1}" "${@: -2:1}"; echo "${COMPREPLY[*]}"; }
      complete_it reviewferry conv; complete_it reviewferry convert --max-rev'
      """, in: Project.root)
    #expect(result.output == "convert\n--max-reviews\n", "\(result.errors)")
  }

  @Test func theSchedulesNameTheInstalledProgram() throws {
    let result = try installed("cat $I/share/doc/reviewferry/examples/systemd/reviewferry.service")
    #expect(result.output.contains("ExecStart=/opt/rf/bin/reviewferry submit"))
  }
}
