import Foundation
import TestSupport
import Testing

@testable import reviewferry

@Suite struct LedgerCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let made = try Shell.run(
      "python3 \"$PROJECT\"/Tests/CommandTests/Cases/ledger/make-ledger shop.sqlite", in: folder.url)
    try #require(made.status == 0, "\(made.errors)")
  }

  /// Answers the question of `ledger forget` at a terminal of the test's own.
  private static let asker = """
    import os, pty, sys
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp("reviewferry", ["reviewferry", "ledger", "forget", "--ledger", "shop.sqlite", "--all"])
    seen = b""
    while b"[y/N]" not in seen:
        seen += os.read(terminal, 1000)
    os.write(terminal, sys.argv[1].encode() + b"\\n")
    try:
        while True:
            seen += os.read(terminal, 1000)
    except OSError:
        pass  # the other end has closed it
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    print(status, seen.decode().split()[-4:])
    """

  @Test(arguments: [
    ("y", "0 ['y', '5', 'reviews', 'forgotten']\n"), ("n", "0 ['n', 'nothing', 'was', 'forgotten']\n"),
    ("", "0 ['[y/N]', 'nothing', 'was', 'forgotten']\n"),
  ])
  func aPersonAtATerminalIsAsked(answer: String, expected: String) throws {
    try folder.write("ask.py", Self.asker)
    let result = try Shell.run("python3 ask.py '\(answer)'", in: folder.url)
    #expect(result.output == expected, "\(result.errors)")
  }

  @Test func aClosedPipeEndsTheExportInPeace() throws {
    let result = try Shell.run(
      "(reviewferry ledger export --ledger shop.sqlite; echo $? >&2) | true", in: folder.url)
    #expect(result.errors == "0\n")
  }

  @Test func variablesStandBehindBothWordsOfTheCommand() {
    let arguments = EnvironmentTwins.completed(
      ["ledger", "status", "--runs", "1"], environment: ["REVIEWFERRY_LEDGER": "a", "REVIEWFERRY_RUNS": "9"])
    #expect(arguments == ["ledger", "status", "--ledger", "a", "--runs", "1"])
  }

  @Test(arguments: [
    (0, "0 s"), (59, "59 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"), (3720, "1 h 2 min"),
    (100_000, "27 h 46 min"),
  ])
  func timesAreShort(seconds: Int, expected: String) {
    #expect(LedgerText.took(seconds) == expected)
  }
}

@Suite struct LedgerProductMatchTests {
  private static let key = """
    {"product_type":"product","product_uuid":"aa-01","origin":"Shop","metadata":{"sku":"K/9","ean":"40"}}
    """

  @Test(arguments: [
    "K/9", "40", "AA-01", "aa-01",
    #"{"metadata":{"ean":"40","sku":"K\/9"},"origin":"Shop","product_uuid":"aa-01","product_type":"product"}"#,
  ])
  func itsIdentifiersFit(name: String) {
    #expect(fits(name))
  }

  @Test(arguments: ["k/9", "Shop", "product", "4", "", "{", #"{"metadata":{"sku":"K/9"}}"#, "{}"])
  func nothingElseFits(name: String) {
    #expect(!fits(name))
  }

  private func fits(_ name: String) -> Bool {
    Array(Self.key.utf8).withUnsafeBufferPointer { LedgerProductMatch(name).fits($0) }
  }
}
