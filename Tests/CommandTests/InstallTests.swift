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

  @Test func anInstallationTakesAwayWhatAnEarlierOneHadAndIsNoMore() throws {
    let folder = try TemporaryFolder()
    let result = try Shell.run(
      """
      set -e
      install="$PROJECT/.ci/install"; program=\(Tool.products.path)/reviewferry; prefix="$PWD/a & b"
      "$install" $program "$prefix"
      touch "$prefix/share/reviewferry/mappings/gone.yaml" "$prefix/share/reviewferry/mappings/mine.yaml"
      echo share/reviewferry/mappings/gone.yaml >> "$prefix/share/reviewferry/installed"
      "$install" $program "$prefix"
      (cd "$prefix/share/reviewferry/mappings" && ls gone.yaml mine.yaml 2>/dev/null || true)
      grep -c "ExecStart=$prefix/bin/reviewferry" "$prefix/share/doc/reviewferry/examples/systemd/reviewferry.service"
      "$install" --remove "$prefix"
      find "$prefix" -type f
      """, in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output
        == "mine.yaml\n1\n\(folder.path)/a & b/share/reviewferry/mappings/mine.yaml\n")
  }

  /// What is linked from an installed document lies where it says.
  @Test func theInstalledDocumentsLeadToInstalledFiles() throws {
    let result = try installed(
      #"""
      D=/opt/rf/share/doc/reviewferry; cd root$D
      grep -rhoE '\]\((/opt/rf|examples)[^)# ]*' . | sed 's/^](//' | sort -u > ../links
      wc -l < ../links
      while read -r link; do
        case $link in /*) file=$I/../..$link ;; *) file=$link ;; esac
        [ -e "$file" ] || echo "missing $link"
      done < ../links
      """#)
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.first.flatMap { Int($0) } ?? 0 > 30)
    #expect(lines.count == 1, "\(lines.dropFirst())")
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

  /// What mandoc's lint warns of.
  @Test func noParagraphOfTheManualPageIsEmpty() throws {
    let lines = try Shell.run("reviewferry --manual", in: Project.root).output.split(separator: "\n")
    #expect(lines.contains(".PP"))
    for (line, next) in zip(lines, lines.dropFirst()) where next == ".PP" {
      #expect(line != ".PP" && !line.hasPrefix(".S"))
    }
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
