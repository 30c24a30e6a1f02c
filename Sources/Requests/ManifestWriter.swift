import Records

/// Writes a manifest piece by piece, so that a million requests take no memory.
///
/// ```
/// {
/// "format":"reviewferry-manifest","format_version":2,
/// "tool":{"name":"reviewferry","version":"0.1.0"},
/// "mapping":{"name":"yotpo-api","file":"yotpo-api.yaml","sha256":"…"},
/// "inputs":[
/// {"file":"reviews.json","bytes":1234,"xxh128":"…"}
/// ],
/// "settings":{"body":"flat","max_reviews":50,"max_bytes":1048576},
/// "requests":[
/// {"number":1,"xxh128":"…","bytes":512,"reviews":2},
/// {"number":2,"file":"requests/0000/000002-x.json","xxh128":"…","bytes":300,"reviews":1}
/// ],
/// "counts":{"requests":2,"reviews":3,"request_bytes":812,"duplicates":0}
/// }
/// ```
/// The form must not change within a `format_version`: `submit` reads it back, line by line, to know what it
/// sends, and `--force` knows our folders by its first line. New members may be added.
public struct ManifestWriter {
  public static let formatVersion = 2

  private let output: ByteBuffer
  private var requests = 0
  private var reviews = 0
  private var requestBytes = 0

  /// Appends to `output`, which the caller empties whenever it likes.
  public init(into output: ByteBuffer) { self.output = output }

  /// Appends everything before the requests.
  public func begin(_ manifest: Manifest) {
    output.append(Manifest.signature)
    output.append("\"format_version\":\(Self.formatVersion),\n\"tool\":")
    appendObject([("name", manifest.tool.name), ("version", manifest.tool.version)])
    output.append(",\n\"mapping\":")
    let mapping = manifest.mapping
    appendObject([("name", mapping.name), ("file", mapping.fileName), ("sha256", mapping.sha256)])
    output.append(",\n\"inputs\":[")
    for (index, input) in manifest.inputs.enumerated() { appendInput(input, isFirst: index == 0) }
    output.append("\n],\n\"settings\":{\"body\":\"\(manifest.settings.shape.rawValue)\",\"max_reviews\":")
    output.append("\(manifest.settings.maxReviews),\"max_bytes\":\(manifest.settings.maxBytes)},\n")
    output.append("\"requests\":[")
  }

  /// Appends the line of one request; `file` where it has a file of its own.
  public mutating func add(_ request: Request, xxh128: String, file: String? = nil) {
    var digest = xxh128
    digest.withUTF8 {
      add(
        number: request.number, bytes: request.body.count, reviews: request.reviewCount, digest: $0,
        file: file)
    }
  }

  /// Appends the line of one request, whose digest is given in hex.
  public mutating func add(
    number: Int, bytes: Int, reviews count: Int, digest: UnsafeBufferPointer<UInt8>, file: String? = nil
  ) {
    requests += 1
    reviews += count
    requestBytes += bytes
    output.append((requests == 1 ? "\n{\"number\":" : ",\n{\"number\":") as StaticString)
    output.append(decimal: number)
    if let file {
      output.append(#","file":"# as StaticString)
      output.appendJSONString(file)
    }
    output.append(#","xxh128":""# as StaticString)
    output.append(digest)
    output.append(#"","bytes":"# as StaticString)
    output.append(decimal: bytes)
    output.append(#","reviews":"# as StaticString)
    output.append(decimal: count)
    output.append(UInt8(ascii: "}"))
  }

  /// Appends the end: our own counts, then the caller's.
  public func finish(_ counts: [Manifest.Count]) {
    output.append("\n],\n\"counts\":{\"requests\":\(requests),\"reviews\":\(reviews),")
    output.append("\"request_bytes\":\(requestBytes)")
    for count in counts {
      output.append(",")
      output.appendJSONString(count.name)
      output.append(":\(count.value)")
    }
    output.append("}\n}\n")
  }

  private func appendInput(_ input: Manifest.Input, isFirst: Bool) {
    output.append(isFirst ? "\n{\"file\":" : ",\n{\"file\":")
    output.appendJSONString(input.fileName)
    output.append(",\"bytes\":\(input.bytes),\"xxh128\":")
    output.appendJSONString(input.xxh128)
    output.append("}")
  }

  private func appendObject(_ members: [(name: String, value: String)]) {
    for (index, member) in members.enumerated() {
      output.append(index == 0 ? "{" : ",")
      output.appendJSONString(member.name)
      output.append(":")
      output.appendJSONString(member.value)
    }
    output.append("}")
  }
}
