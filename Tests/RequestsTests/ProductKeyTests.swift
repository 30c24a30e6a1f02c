import Testing

@testable import Requests

struct ProductKeyTests {
  @Test(arguments: [
    (#"{"origin":"Yotpo"}"#, #""Yotpo""#),
    (#"{"product_type":"product","origin":"a\"b"}"#, #""a\"b""#),
    (#"{"product_model_code":",\"origin\":\"no\"","origin":"yes","metadata":{"sku":"1"}}"#, #""yes""#),
    (#"{"product_type":"product","metadata":{"origin":"no"}}"#, nil),
    (#"{}"#, nil),
    (#"{"n":12,"l":["a","]"],"o":{"x":{}},"origin":"late"}"#, #""late""#),
  ])
  func originIsThatOfTheObjectItself(key: String, origin: String?) {
    let found = withBytes(key) { ProductKey($0).origin.map { String(decoding: $0, as: UTF8.self) } }
    #expect(found == origin)
  }

  @Test(arguments: [
    (#"{"product_uuid":"u","product_model_code":"m","metadata":{"sku":"s"}}"#, "u"),
    (#"{"product_model_code":"m","metadata":{"sku":"s"}}"#, "m"),
    (#"{"origin":"Y","metadata":{"ean":"e","sku":"s\"x"}}"#, #"s\"x"#),
    (#"{"origin":"Y","metadata":{"ean":"e","asin":"a"}}"#, "e"),
    (#"{"origin":"Y"}"#, nil),
  ])
  func theNameIsTheBestIdentifier(key: String, name: String?) {
    let found = withBytes(key) { ProductKey($0).name.map { String(decoding: $0, as: UTF8.self) } }
    #expect(found == name)
  }

  @Test(arguments: ["", "{", #"{"a"#, #"{"a\"#, #"{"a":"#, #"{"a":"b"#, #"{"a":{"b":[1,"#, "[]"])
  func bytesOfAnotherFormAreNoTrap(key: String) {
    #expect(withBytes(key) { ProductKey($0).origin == nil })
  }
}
