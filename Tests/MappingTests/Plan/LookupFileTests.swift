import Foundation
import Testing

@testable import Mapping

@Suite("Lookup files") struct LookupFileTests {
  typealias Row = LookupFile.Row

  @Test("Reads quoted cells, empty lines, other separators and a byte order mark") func readsRows() throws {
    let text = "\u{FEFF}k;x;v\r\na;1;\"b;\"\"c\"\r\n\r\n\"d\ne\";2;f"
    let rows = try LookupFile.rows(of: text, key: "k", value: "v")
    #expect(rows == [Row(key: "a", value: "b;\"c", line: 2), Row(key: "d\ne", value: "f", line: 4)])
    #expect(
      try LookupFile.rows(of: "k\tv\na\tb\n", key: "k", value: "v") == [Row(key: "a", value: "b", line: 2)])
    #expect(
      try LookupFile.rows(of: "v,k\n1,2\n", key: "k", value: "v") == [Row(key: "2", value: "1", line: 2)])
  }

  @Test(
    "Says what is wrong",
    arguments: [
      ("", LookupFile.Fault.empty), ("a,v\n1,2\n", .noKey(["a", "v"])), ("k,b\n1,2\n", .noValue(["k", "b"])),
      ("k,v\n1,2\n1\n", .columnCount(line: 3, found: 1, expected: 2)), ("k,v\n1,\"2\n", .quote(line: 2)),
    ])
  func saysWhatIsWrong(_ text: String, _ fault: LookupFile.Fault) {
    #expect(throws: fault) { try LookupFile.rows(of: text, key: "k", value: "v") }
  }

  private func inFolder(_ files: [String: Data], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lookup-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, data) in files { try data.write(to: folder.appendingPathComponent(name)) }
    try body(folder.path)
  }

  @Test("A mapping looks up in a file beside it") func looksUp() throws {
    let yaml = TestMapping.text(
      "{ from: a, lookup: { file: t.csv, key: from, value: to, ignore_case: true } }")
    try inFolder(["t.csv": Data("from,to\nA,x\nb,y\nA,x\n".utf8)]) { folder in
      let plan = try TestRun.plan(yaml, folder: folder)
      let run = TestRun(plan, ["a", "B", "c"].map { TestMapping.record(["a": .text($0)]) })
      #expect(run.reviews.map { $0["text"] } == ["x", "y", "c"])
    }
  }

  @Test("What has no end is not read", arguments: ["/dev/zero", "/dev/tty", "/", "pipe"])
  func readsPlainFilesOnly(_ name: String) throws {
    try inFolder([:]) { folder in
      try #require(mkfifo("\(folder)/pipe", 0o600) == 0)
      #expect(throws: LookupFile.Fault.unreadable("is no plain file")) {
        try LookupFile.read(name, folder: folder, key: "k", value: "v")
      }
    }
  }

  @Test(
    "Problems stand where the mapping names the file or the column",
    arguments: [
      (
        "from,to\na,1\na,2\n",
        """
        m.yaml:9:36: error[mapping.lookup-file]: line 3 of the lookup file 't.csv' repeats 'a' with \
        another value
        """
      ),
      (
        "form,to\n",
        """
        m.yaml:9:48: error[mapping.lookup-file]: 'from' is not a column of the lookup file 't.csv'; did \
        you mean 'form'?
        """
      ),
      (
        "from,t\n",
        """
        m.yaml:9:61: error[mapping.lookup-file]: 'to' is not a column of the lookup file 't.csv'; did you \
        mean 't'?
        """
      ),
    ])
  func placesProblems(_ text: String, _ line: String) throws {
    let yaml = TestMapping.text("{ from: a, lookup: { file: t.csv, key: from, value: to } }")
    try inFolder(["t.csv": Data(text.utf8)]) { folder in
      #expect(TestRun.compile(yaml, folder: folder).problems.map(\.line) == [line])
    }
  }

  @Test("A file in another encoding is refused") func refusesOtherEncodings() throws {
    let yaml = TestMapping.text("{ from: a, lookup: { file: t.csv, key: from, value: to } }")
    try inFolder(["t.csv": Data([0xFF, 0xFE, 0x41])]) { folder in
      let lines = TestRun.compile(yaml, folder: folder).problems.map(\.line)
      #expect(lines == ["m.yaml:9:36: error[mapping.lookup-file]: the lookup file 't.csv' is not UTF-8"])
    }
  }
}
