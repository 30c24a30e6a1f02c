import Testing

@testable import Emulator

@Suite("Strict JSON")
struct JSONParserTests {
  @Test(
    "values survive reading and writing",
    arguments: [
      "null", "true", "false", "0", "-0.5e+10", #""""#, #""a\"\\\n\r\t\u0001é💡""#, "[]", "{}",
      #"[1,[2,{"a":null}]]"#, #"{"b":1,"a":[true,"x"]}"#, "123456789012345678901234567890",
    ])
  func roundTrip(json: String) throws {
    #expect(try JSONParser.parse(" \n\(json)\t").json == json)
  }

  @Test(
    "escapes are read",
    arguments: [
      (#""\u00e9""#, "é"), (#""\uD83D\uDCA1""#, "💡"), (#""\/\b\f""#, "/\u{8}\u{C}"), (#""\u0000""#, "\0"),
    ])
  func escapes(json: String, text: String) throws {
    #expect(try JSONParser.parse(json) == .string(text))
  }

  @Test(
    "what is no JSON is refused where it is wrong",
    arguments: [
      ("", 0), ("tru", 0), ("nul", 0), ("[1,]", 3), ("[1 2]", 3), ("{,}", 1), (#"{"a"}"#, 4), (#"{"a":}"#, 5),
      (#"{"a":1,}"#, 7), ("{a:1}", 1), ("01", 1), ("1.", 2), (".5", 0), ("+1", 0), ("-", 1), ("1e", 2),
      ("NaN", 0), ("'a'", 0), (#""a"#, 2), ("\"a\nb\"", 2), (#""\x""#, 1), (#""\u12g4""#, 5),
      (#""\uD83D""#, 1), (#""\uDCA1""#, 1), (#""\uD83D\u0041""#, 1), ("1 2", 2), ("// c\n1", 0),
      (#"{"a":1,"a":2}"#, 7), ("\u{FEFF}1", 0),
    ])
  func refused(json: String, byte: Int) {
    let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(json) }
    #expect(error?.byte == byte, "\(error?.sentence ?? "")")
  }

  @Test("bytes that are not UTF-8 are refused")
  func encoding() {
    let bytes: [UInt8] = [0x22, 0xC3, 0x28, 0x22]
    #expect(throws: JSONSyntaxError(byte: 1, sentence: "the string is not UTF-8")) {
      try bytes.withUnsafeBufferPointer { try JSONParser.parse($0) }
    }
  }

  @Test("nesting ends at 32 levels")
  func depth() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try JSONParser.parse(nested(32)) }
    #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(nested(33)) }
    #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(String(repeating: "[", count: 1_000_000)) }
  }
}
