import HTTPTypes
import Hummingbird
import NIOCore

/// What an endpoint answers.
struct Answer: Sendable {
  var status: Int
  var body: String
  var headers: [(name: HTTPField.Name, value: String)]
  /// Reviews in the request, for the access log.
  var reviews = 0

  init(_ status: Int, _ body: String = "", headers: [(name: HTTPField.Name, value: String)] = []) {
    self.status = status
    self.body = body
    self.headers = headers
  }

  init(_ status: Int, _ body: JSONValue, headers: [(name: HTTPField.Name, value: String)] = []) {
    self.init(status, body.json, headers: headers)
  }

  /// An object whose `errors` are listed.
  static func errors(
    _ status: Int, _ errors: [JSONValue], headers: [(name: HTTPField.Name, value: String)] = []
  ) -> Answer {
    Answer(status, .fields([("errors", .array(errors))]), headers: headers)
  }

  static func error(
    _ status: Int, _ sentence: String, headers: [(name: HTTPField.Name, value: String)] = []
  ) -> Answer {
    errors(status, [.string(sentence)], headers: headers)
  }

  /// The PIM's own form of errors, which the token endpoint uses.
  static func pimError(_ code: Int, _ message: String) -> Answer {
    Answer(code, .fields([("code", .integer(code)), ("message", .string(message))]))
  }

  /// The response; a body that comes in pieces over `duration` if there is one.
  func response(over duration: Duration?, time: EmulatorTime) -> Response {
    var fields = HTTPFields()
    if !body.isEmpty { fields[.contentType] = "application/json" }
    for header in headers { fields[header.name] = header.value }
    let status = HTTPResponse.Status(code: self.status)
    let bytes = ByteBuffer(string: body)
    guard let duration else {
      return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: bytes))
    }
    return Response(status: status, headers: fields, body: Self.slowly(bytes, over: duration, time))
  }

  private static func slowly(_ bytes: ByteBuffer, over duration: Duration, _ time: EmulatorTime)
    -> ResponseBody
  {
    let pieces = min(10, max(1, bytes.readableBytes))
    return ResponseBody(contentLength: bytes.readableBytes) { writer in
      var rest = bytes
      for piece in 0..<pieces {
        try await time.sleep(for: duration / pieces)
        let length = piece == pieces - 1 ? rest.readableBytes : bytes.readableBytes / pieces
        if let slice = rest.readSlice(length: length) { try await writer.write(slice) }
      }
      try await writer.finish(nil)
    }
  }
}

extension Request {
  /// A header by name; the same header given twice is joined by a comma.
  func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

  /// The media type in lower case, without parameters.
  var mediaType: String? {
    headers[.contentType].map {
      ($0.split(separator: ";", omittingEmptySubsequences: false).first ?? "")
        .trimmingPrefix(" ").lowercased().filter { $0 != " " }
    }
  }

  /// The body, or nil where it is longer than `limit` bytes.
  func body(upTo limit: Int) async throws -> ByteBuffer? {
    if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit { return nil }
    do {
      return try await body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      return nil
    }
  }
}

extension ByteBuffer {
  func parseJSON() throws(JSONSyntaxError) -> JSONValue {
    let result = withUnsafeReadableBytes { bytes in
      bytes.withMemoryRebound(to: UInt8.self) { bytes in
        Result { () throws(JSONSyntaxError) in try JSONParser.parse(bytes) }
      }
    }
    return try result.get()
  }
}
