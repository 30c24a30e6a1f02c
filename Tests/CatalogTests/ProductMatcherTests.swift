import Ledger
import Records
import Testing

@testable import Catalog

struct ProductMatcherTests {
  let catalog: TestImport

  init() throws {
    catalog = try TestImport()
    try catalog.read(
      "p.csv",
      """
      uuid;sku;ean
      \(uuid(1));A;4006381333931
      \(uuid(2));B;96385074
      \(uuid(3));B;
      \(uuid(4));D;
      """ + "\n")
    try catalog.read("m.csv", "code;family_variant\nM;v\n")
    try catalog.store.apply([
      CatalogChange(.deleted, .product(uuid: try #require(CatalogUUID(uuid(4)))), at: 12),
      CatalogChange(.deleted, .productModel(code: "GONE"), at: 13),
    ])
  }

  private func name(_ number: Int) -> CatalogName {
    CatalogUUID(uuid(number)).map { .product(uuid: $0) } ?? .productIdentifier("")
  }

  @Test func whatFindsAProduct() throws {
    let cases: [(String, ProductMatch)] = [
      (#"{"product_uuid":"\#(uuid(1))"}"#, .matched(by: .uuid, name: name(1))),
      (#"{"product_uuid":"\#(uuid(9))"}"#, .unmatched(.unknown)),
      (
        #"{"product_uuid":"\#(uuid(9))","metadata":{"sku":"A"}}"#,
        .matched(by: .metadata("sku"), name: name(1))
      ),
      (#"{"product_uuid":"nonsense"}"#, .unmatched(.noIdentifier)),
      (#"{"product_model_code":"M"}"#, .matched(by: .modelCode, name: .productModel(code: "M"))),
      (#"{"product_model_code":"m"}"#, .unmatched(.unknown)),
      (#"{"product_model_code":"GONE"}"#, .unmatched(.deleted(at: 13))),
      (#"{"origin":"Yotpo","metadata":{"sku":" A"}}"#, .matched(by: .metadata("sku"), name: name(1))),
      (#"{"metadata":{"sku":"a"}}"#, .unmatched(.unknown)),
      (#"{"metadata":{"ean":"04006381333931"}}"#, .matched(by: .metadata("ean"), name: name(1))),
      (#"{"metadata":{"ean":"x","sku":"A"}}"#, .matched(by: .metadata("sku"), name: name(1))),
      (#"{"metadata":{"ean":"96385074","sku":"A"}}"#, .matched(by: .metadata("sku"), name: name(1))),
      (#"{"metadata":{"sku":"B"}}"#, .ambiguous(by: .metadata("sku"), names: [name(2), name(3)])),
      (#"{"metadata":{"ean":"96385074","sku":"B"}}"#, .matched(by: .metadata("ean"), name: name(2))),
      (#"{"metadata":{"sku":"D"}}"#, .unmatched(.deleted(at: 12))),
      (#"{"metadata":{"handle":"A"}}"#, .unmatched(.noIdentifier)),
      (#"{"metadata":{"sku":" "}}"#, .unmatched(.noIdentifier)),
      (#"{"origin":"x"}"#, .unmatched(.noIdentifier)),
      (#"{"metadata":{"sku":["A"]}}"#, .unmatched(.noIdentifier)),
    ]
    for (key, match) in cases { #expect(try catalog.match(key) == match, "\(key)") }
  }

  @Test func escapedValuesAreCompared() throws {
    try catalog.read("q.csv", "uuid;sku\n\(uuid(7));\"a\\\"\"b\"\n")
    #expect(
      try catalog.match(#"{"metadata":{"sku":"a\\\"b"}}"#) == .matched(by: .metadata("sku"), name: name(7)))
  }
}
