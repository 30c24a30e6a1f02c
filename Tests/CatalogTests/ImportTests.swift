import Foundation
import Ledger
import Records
import TestSupport
import Testing

@testable import Catalog

struct ImportTests {
  let catalog: TestImport

  init() throws { catalog = try TestImport() }

  /// The same two products and a model in every form that is read.
  @Test(arguments: [
    ("p.csv", "uuid;sku;family;ean\n\(uuid(1));A;f;4006381333931\n\(uuid(2));B;f;\n"),
    ("p.csv", "\u{FEFF}sku,uuid,ean\r\nA,\(uuid(1)),4006381333931\r\n\"B\",\(uuid(2)),\r\n"),
    ("p.tsv", "uuid\tsku\tean\n\(uuid(1).uppercased())\t A \t04006381333931\n\(uuid(2))\tB\t\n"),
    ("p.csv", "UUID;SKU;EAN\n\(uuid(1));A;4006381333931\n\(uuid(2));B;\n"),
    ("p.csv", "uuid;identifier;gtin\n\(uuid(1));A;4006381333931\n\(uuid(2));B;\n"),
    ("p.json", #"[{"uuid":"\#(uuid(1))","sku":"A","ean":"4006381333931"},{"uuid":"\#(uuid(2))","sku":"B"}]"#),
    (
      "p.jsonl",
      "{\"uuid\":\"\(uuid(1))\",\"values\":{\"sku\":[{\"data\":\"A\",\"locale\":null}],\"ean\":[{\"data\":4006381333931}]}}\n"
        + "{\"uuid\":\"\(uuid(2))\",\"values\":{\"sku\":[{\"data\":\"B\"}]}}\n"
    ),
    (
      "p.json",
      #"{"_links":{"next":{"href":"x"}},"current_page":1,"_embedded":{"items":["#
        + #"{"uuid":"\#(uuid(1))","identifier":"x","values":{"sku":[{"data":"A"}]}},"#
        + #"{"uuid":"\#(uuid(2))","values":{"sku":[{"data":"B"}]}}]}}"#
    ),
  ])
  func productsAreReadInEveryForm(_ name: String, _ text: String) throws {
    let outcome = try catalog.read(name, text)
    #expect(outcome.rejected == 0 && outcome.files[0].reading?.products == 2)
    #expect(catalog.problems == [])
    #expect(try catalog.named(sku: "A") == "01")
    #expect(try catalog.named(sku: "B") == "02")
    #expect(try catalog.named(sku: "C") == nil)
  }

  @Test(arguments: [
    ("m.csv", "code;family_variant;parent\nM1;v;\nM2;v;M1\n"),
    ("m.csv", "code;family_variant;sku\nM1;v;x\nM2;v;\n"),
    ("m.json", #"{"_embedded":{"items":[{"code":"M1","family_variant":"v","values":{}},{"code":"M2"}]}}"#),
  ])
  func modelsAreReadInEveryForm(_ name: String, _ text: String) throws {
    let outcome = try catalog.read(name, text)
    #expect(outcome.files[0].reading?.models == 2 && catalog.problems == [])
    #expect(
      try catalog.match(#"{"product_model_code":"M2"}"#)
        == .matched(by: .modelCode, name: .productModel(code: "M2")))
  }

  @Test func productsWithoutUUIDAreKnownByTheirIdentifier() throws {
    try catalog.read("p.csv", "sku;family\nA;f\n")
    #expect(
      try catalog.match(#"{"metadata":{"sku":"A"}}"#)
        == .matched(by: .metadata("sku"), name: .productIdentifier("A")))
    #expect(try catalog.status.productsWithoutUUID == 1)
  }

  @Test func askedKeysAreTakenFromTheirColumns() throws {
    let outcome = try catalog.read(
      "p.csv", "uuid;product_code;sku;erp\n\(uuid(1)); Ab 1;S;7\n",
      keys: ["sku=product_code:fold+nospace", "erp:exact"])
    #expect(outcome.files[0].keys.map(\.name) == ["sku", "erp"])
    #expect(try catalog.named(sku: "AB1") == "01")
    #expect(try catalog.named(sku: "S") == nil)
    #expect(try catalog.match(#"{"metadata":{"erp":" 7"}}"#) == .unmatched(.unknown))
    // The next import needs no options for the same.
    try catalog.read("q.csv", "uuid;sku;erp\n\(uuid(2));X y;8\n", at: 11)
    #expect(try catalog.named(sku: "xY") == "02")
    #expect(try catalog.match(#"{"metadata":{"erp":"8"}}"#).isMatched)
  }

  @Test func badRowsAreToldAndTheOthersTaken() throws {
    let outcome = try catalog.read(
      "p.csv",
      """
      uuid;sku;ean
      3b415741;A;
      ;;4006381333931
      \(uuid(3));C;4006381333932
      \(uuid(4));D
      \(uuid(5));\(String(repeating: "x", count: 1021));

      """)
    #expect(
      catalog.codes == [
        "csv.column-count", "catalog.uuid", "catalog.no-identifier", "catalog.gtin", "catalog.too-long",
      ])
    #expect(outcome.rejected == 4 && outcome.read == 5)
    #expect(catalog.problems.map { $0.position?.line } == [5, 2, 3, 4, 6])
    #expect(try catalog.named(sku: "C") == "03")
  }

  @Test func ambiguousIdentifiersAreToldWithTheirPlaces() throws {
    let outcome = try catalog.read(
      "p.csv", "uuid;sku\n\(uuid(1));A\n\(uuid(2));B\n\(uuid(3));A\n\(uuid(2));B\n")
    #expect(catalog.codes == ["catalog.duplicate", "catalog.ambiguous"])
    #expect(catalog.problems.map { $0.position?.line } == [5, 4])
    #expect(catalog.problems[1].notes.map(\.position.line) == [2])
    #expect(outcome.ambiguous == 1 && outcome.rejected == 0)
  }

  @Test func wholeFilesTellWhatIsDeletedEachOfItsPart() throws {
    try catalog.read("p.csv", "uuid;sku\n\(uuid(1));A\n\(uuid(2));B\n")
    try catalog.read("m.csv", "code;family_variant\nM;v\n")
    let files = [
      try catalog.folder.write("p1.csv", "uuid;sku\n\(uuid(1));A\n"),
      try catalog.folder.write("p2.csv", "uuid;sku\n\(uuid(3));C\n"),
    ]
    let outcome = try catalog.read(files, at: 20, complete: true)
    #expect(outcome.deleted == 1)
    #expect(try ["A", "B", "C"].map { try catalog.named(sku: $0) } == ["01", nil, "03"])
    #expect(try catalog.match(#"{"metadata":{"sku":"B"}}"#) == .unmatched(.deleted(at: 20)))
    let status = try catalog.status
    #expect(status.models == 1 && status.lastComplete[.models] == nil)
    #expect(status.lastComplete[.products]?.shown == 20)
  }

  @Test(arguments: ["uuid;sku\nx;A\n", "uuid;sku\n", "uuid;sku\n\(uuid(1));\"A\n"])
  func whatIsNotWholeDeletesNothing(_ text: String) throws {
    try catalog.read("p.csv", "uuid;sku\n\(uuid(1));A\n")
    let outcome = try catalog.read("q.csv", text, at: 20, complete: true)
    #expect(outcome.isIncomplete && outcome.deleted == nil)
    #expect(catalog.codes.last == "catalog.not-complete")
    #expect(try catalog.named(sku: "A") == "01")
  }

  @Test(
    arguments: [
      ("p.csv", "uuid;sku\n\(uuid(1));A\n", ["ean"], "catalog.no-column"),
      ("p.csv", "name;colour\nx;y\n", nil, "catalog.no-column"),
      ("p.csv", "", nil, "input.empty"),
    ] as [(String, String, [String]?, String)])
  func whatCannotBeReadIsTold(_ name: String, _ text: String, _ keys: [String]?, _ code: String) throws {
    let outcome = try catalog.read(name, text, keys: keys)
    #expect(catalog.codes == [code] && outcome.files[0].state != .complete)
  }

  @Test func theOldestFileSaysWhenThingsWereSo() throws {
    let files = [
      try catalog.folder.write("p.csv", "uuid\n\(uuid(1))\n"), try catalog.folder.write("q.csv", "uuid\n"),
    ]
    for (file, second) in zip(files, [5_000, 3_000]) {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: TimeInterval(second))], ofItemAtPath: file)
    }
    #expect(try catalog.read(files, at: nil).shown == 3_000_000)
  }

  @Test(
    arguments: [
      ("sku", "sku", "sku", nil), ("sku=code", "sku", "code", nil), ("ean:gtin", "ean", "ean", "gtin"),
      ("sku=a=b:fold+trim", "sku", "a=b", "trim+fold"),
    ] as [(String, String, String, String?)])
  func keysAreReadFromArguments(_ argument: String, _ name: String, _ column: String, _ normal: String?)
    throws
  {
    let key = try ImportKey(argument: argument)
    #expect([key.name, key.column] == [name, column] && key.normalisation?.text == normal)
  }

  @Test(arguments: ["", "=x", "sku=", "sku:loose", ":gtin"])
  func otherArgumentsAreRefused(_ argument: String) {
    #expect(throws: ImportKey.Fault.self) { try ImportKey(argument: argument) }
  }
}
