import Records
import Testing

@testable import Requests

struct ProductIdentifiersTests {
  @Test(arguments: [
    (#"{"product_type":"product","product_uuid":"u","origin":"O"}"#, "u", "-", []),
    (#"{"product_model_code":"a\"b","metadata":{}}"#, "-", #"a"b"#, []),
    (
      #"{"origin":"O","metadata":{"sku":"A-1","e\\n":"1\t2","n":12}}"#, "-", "-",
      ["sku=A-1", #"e\n=1"# + "\t2", "n=12"]
    ),
    (#"{"metadata":{"list":["a"],"object":{"sku":"x"},"sku":"}"}}"#, "-", "-", ["sku=}"]),
    (#"{}"#, "-", "-", []),
  ])
  func identifiersAreTakenApart(_ key: String, _ uuid: String, _ code: String, _ metadata: [String]) {
    let text = { (bytes: UnsafeBufferPointer<UInt8>) in String(decoding: bytes, as: UTF8.self) }
    let identifiers = ProductIdentifiers()
    // What was read before leaves nothing.
    for key in [#"{"product_uuid":"x","product_model_code":"y","metadata":{"sku":"z"}}"#, key] {
      Array(key.utf8).withUnsafeBufferPointer { identifiers.read($0) }
    }
    #expect(identifiers.uuid.map(text) ?? "-" == uuid)
    #expect(identifiers.modelCode.map(text) ?? "-" == code)
    let members = (0..<identifiers.metadataCount).map {
      "\(text(identifiers.metadataName($0)))=\(text(identifiers.metadataValue($0)))"
    }
    #expect(members == metadata)
  }
}
