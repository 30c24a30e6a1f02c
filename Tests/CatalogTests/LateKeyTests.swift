import Ledger
import Records
import TestSupport
import Testing

@testable import Catalog

/// Keys of JSON that first appear far behind the beginning of a file.
struct LateKeyTests {
  let catalog: TestImport

  init() throws { catalog = try TestImport() }

  private func line(_ number: Int, _ sku: String, _ more: String = "") -> String {
    #"{"uuid":"\#(name(number))","values":{"sku":[{"data":"\#(sku)"}]\#(more)}}"# + "\n"
  }

  private func name(_ number: Int) -> String {
    let digits = String(number)
    return "3b415741-b517-46db-baf0-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// A line in 4 KiB, so that 200 are more than any beginning that is looked at.
  private func padded(_ numbers: ClosedRange<Int>) -> String {
    let padding = #","name":[{"data":"\#(String(repeating: "x", count: 4000))"}]"#
    return numbers.map { line($0, "S\($0)", padding) }.joined()
  }

  @Test func aKeyIsFoundWhereverItAppearsFirst() throws {
    let outcome = try catalog.read(
      "p.jsonl", padded(1...200) + line(201, "S201", #","ean":[{"data":"4006381333931"}]"#))
    #expect(outcome.files[0].keys.map(\.name) == ["sku", "ean"])
    #expect(outcome.files[0].columns == ["sku", "ean"])
    #expect(try catalog.match(#"{"metadata":{"ean":"4006381333931"}}"#).isMatched)
  }

  /// 70,000 lines are more than one batch: the first is written before the key appears.
  @Test func whatAFileTurnsOutToShowIsTakenFromThoseThatLackIt() throws {
    try catalog.read(
      "p.csv", "uuid;sku;ean\n\(name(1));S1;4006381333931\n\(name(69_999));S69999;96385074\n", at: 10)
    let last = line(70_000, "S70000", #","ean":[{"data":"4006381333948"}]"#)
    try catalog.read("p.jsonl", (1..<70_000).map { line($0, "S\($0)") }.joined() + last, at: 11)
    #expect(try catalog.match(#"{"metadata":{"ean":"4006381333931"}}"#) == .unmatched(.unknown))
    #expect(try catalog.match(#"{"metadata":{"ean":"96385074"}}"#) == .unmatched(.unknown))
    #expect(try catalog.match(#"{"metadata":{"ean":"4006381333948"}}"#).isMatched)
    #expect(try catalog.match(#"{"metadata":{"sku":"S1"}}"#).isMatched)
  }

  @Test func aKeyThatAFileDoesNotShowKeepsItsValues() throws {
    try catalog.read("p.csv", "uuid;sku;ean\n\(name(1));S1;4006381333931\n", at: 10)
    try catalog.read("p.jsonl", line(1, "S1"), at: 11)
    #expect(try catalog.match(#"{"metadata":{"ean":"4006381333931"}}"#).isMatched)
  }

  /// Together they are all there is, so what one shows of a key holds for the records of the other too.
  @Test(arguments: [true, false]) func filesOfOneCatalogShowTheirKeysTogether(_ isComplete: Bool) throws {
    try catalog.read("p.csv", "uuid;sku;ean\n\(name(1));S1;4006381333931\n", at: 10)
    try catalog.read("m.csv", "code;family_variant;ean\nM1;v;96385074\n", at: 10)
    let files = [
      try catalog.folder.write("1.jsonl", line(1, "S1")),
      try catalog.folder.write("2.jsonl", line(2, "S2", #","ean":[{"data":"4006381333948"}]"#)),
      try catalog.folder.write("m.jsonl", #"{"code":"M1","family_variant":"v","values":{}}"#),
    ]
    _ = try catalog.read(files, at: 11, complete: isComplete)
    #expect(try catalog.match(#"{"metadata":{"ean":"4006381333931"}}"#).isMatched == !isComplete)
    #expect(try catalog.match(#"{"metadata":{"ean":"4006381333948"}}"#).isMatched)
    // Of models no file has shown any.
    #expect(try catalog.match(#"{"metadata":{"ean":"96385074"}}"#).isMatched)
  }

  @Test func theIdentifierStandsInWhereARecordHasNoSKU() throws {
    try catalog.read(
      "p.jsonl", line(1, "S1") + #"{"uuid":"\#(name(2))","identifier":"S2","values":{}}"# + "\n")
    #expect(try catalog.match(#"{"metadata":{"sku":"S2"}}"#).isMatched)
  }

  @Test(arguments: [
    ("ean", "ean"), ("ean-en_US-web", "ean"), ("values.ean.data", "ean"), ("/values/ean/0/data", "ean"),
    ("identifier", nil), ("product_code", "product_code"),
  ])
  func theAttributeBehindAColumnIsKnown(_ column: String, _ attribute: String?) {
    #expect(ImportKey(name: "k", column: column).attribute == attribute)
  }
}
