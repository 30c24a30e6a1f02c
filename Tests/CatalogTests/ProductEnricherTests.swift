import Ledger
import Records
import TestSupport
import Testing

@testable import Catalog

struct ProductEnricherTests {
  let catalog: TestImport

  init() throws {
    catalog = try TestImport()
    try catalog.read("p.csv", "uuid;sku;ean\n\(uuid(1));A;4006381333931\n\(uuid(2));B;\n\(uuid(3));B;\n")
    try catalog.read("old.csv", "sku;family\nOLD;f\n")
    try catalog.read("m.csv", "code;family_variant\nM\"1;v\n")
  }

  private func enrich(
    _ key: String, _ wanted: [DirectIdentifier] = [.uuid, .modelCode], by keys: [String] = ["sku", "ean"],
    codes codeKeys: [String] = ["sku"]
  ) throws -> (String, ProductEnricher.Outcome) {
    let out = ByteBuffer()
    let enricher = ProductEnricher(wanted: wanted, keys: keys, codeKeys: codeKeys)
    let outcome = try catalog.store.read { lookup in
      try Array(key.utf8).withUnsafeBufferPointer { try enricher.enrich($0, by: lookup, into: out) }
    }
    return (String(decoding: out.all, as: UTF8.self), outcome)
  }

  @Test func theIdentifierIsAddedInTheOrderOfTheReference() throws {
    let (key, outcome) = try enrich(
      #"{"product_type":"product","origin":"O","metadata":{"ean":"04006381333931","sku":"X"}}"#)
    #expect(outcome == .uuid)
    #expect(
      key == #"{"product_type":"product","product_uuid":"\#(uuid(1))","origin":"O","#
        + #""metadata":{"ean":"04006381333931","sku":"X"}}"#)
  }

  @Test func theCodeOfAModelMakesItAModel() throws {
    let (key, outcome) = try enrich(#"{"product_type":"product","origin":"O","metadata":{"sku":" M\"1"}}"#)
    #expect(outcome == .modelCode)
    #expect(
      key == #"{"product_type":"product_model","product_model_code":"M\"1","origin":"O","#
        + #""metadata":{"sku":" M\"1"}}"#)
  }

  @Test(
    arguments: [
      (#"{"product_type":"product","origin":"O","metadata":{"sku":"Z"}}"#, .notFound),
      (#"{"product_type":"product","origin":"O","metadata":{"sku":"B"}}"#, .ambiguous),
      (#"{"product_type":"product","origin":"O","metadata":{"sku":"OLD"}}"#, .withoutUUID),
      (#"{"product_type":"product","origin":"O","metadata":{"erp":"A"}}"#, .notFound),
      (#"{"product_type":"product","product_uuid":"u","origin":"O","metadata":{"sku":"A"}}"#, .given),
      // A UUID is no model's.
      (#"{"product_type":"product_model","origin":"O","metadata":{"sku":"A"}}"#, .notFound),
    ] as [(String, ProductEnricher.Outcome)])
  func whatIsNotFoundStaysAsItIs(_ key: String, _ expected: ProductEnricher.Outcome) throws {
    let (result, outcome) = try enrich(key)
    #expect(result == key && outcome == expected)
  }

  @Test func onlyTheKeysAskedForAreLookedUp() throws {
    let key = #"{"product_type":"product","origin":"O","metadata":{"sku":"A"}}"#
    #expect(try enrich(key, by: ["ean"]).1 == .notFound)
    #expect(try enrich(key, [.modelCode]).1 == .notFound)
  }

  /// A brand is no code, unless somebody says that it is.
  @Test(arguments: [(["sku"], .notFound), (["brand"], .modelCode)] as [([String], ProductEnricher.Outcome)])
  func onlyKeysThatMayHoldACodeAreTakenForOne(_ codes: [String], _ expected: ProductEnricher.Outcome) throws {
    let key = #"{"product_type":"product","origin":"O","metadata":{"brand":"M\"1"}}"#
    #expect(try enrich(key, by: ["sku", "brand"], codes: codes).1 == expected)
  }

  /// A model has for its code what is a product's SKU, and another what is its brand.
  @Test(arguments: ["A", "OLD", "X"]) func aProductDoesNotBecomeAModel(_ sku: String) throws {
    try catalog.read("m.csv", "code;family_variant\nA;v\nOLD;v\nX;v\n")
    let key =
      #"{"product_type":"product","origin":"O","metadata":{"sku":"\#(sku)","ean":"4006381333931"}}"#
    let (result, outcome) = try enrich(key, [.modelCode], by: ["ean", "sku"], codes: ["sku"])
    #expect(result == key && outcome == .notFound)
  }

  @Test func oneKeySettlesWhatAnotherLeavesOpen() throws {
    let key = #"{"product_type":"product","origin":"O","metadata":{"sku":"B","ean":"4006381333931"}}"#
    #expect(try enrich(key).1 == .uuid)
  }
}
