import Records
import Requests

/// What a run was made from and where it went: `run.json`.
///
/// The form must not change within a `version`: `rejects` reads it back, and `--force` and pruning know our
/// folders by its first bytes. New members may be added. It holds no secret.
public struct RunRecord: Decodable, Equatable, Sendable {
  public struct Mapping: Decodable, Equatable, Sendable {
    /// The mapping's own name.
    public var name: String
    /// Absolute.
    public var path: String
    /// Of the file's bytes, in hex.
    public var sha256: String

    public init(name: String, path: String, sha256: String) {
      self.name = name
      self.path = path
      self.sha256 = sha256
    }
  }

  public struct Input: Decodable, Equatable, Sendable {
    /// As `rejects.jsonl` calls it: the path that the user typed, or `standard input`.
    public var name: String
    /// Absolute, or `-` for standard input.
    public var path: String
    /// As stored: compressed, where the file is.
    public var bytes: Int
    /// Of the stored bytes: a `Checksum`.
    public var xxh128: String

    public init(name: String, path: String, bytes: Int, xxh128: String) {
      self.name = name
      self.path = path
      self.bytes = bytes
      self.xxh128 = xxh128
    }
  }

  /// The number of the run in the ledger; nil without one.
  public var run: Int?
  /// Nil where a converted set was sent.
  public var mapping: Mapping?
  /// Those that could be read, in reading order.
  public var inputs: [Input]
  public var apiURL: String
  public var pimURL: String
  public var body: String
  /// Whether only parked reviews were sent.
  public var isRelease: Bool?

  public init(
    run: Int?, mapping: Mapping?, inputs: [Input], apiURL: String, pimURL: String, body: BodyShape
  ) {
    self.run = run
    self.mapping = mapping
    self.inputs = inputs
    self.apiURL = apiURL
    self.pimURL = pimURL
    self.body = body.rawValue
  }

  private enum CodingKeys: String, CodingKey {
    case run, mapping, inputs, body
    case isRelease = "release"
    case apiURL = "api_url"
    case pimURL = "pim_url"
  }

  /// The `version` that is written, and the only one that is read.
  public static let version = 2

  /// The first bytes of every `run.json`.
  public static let signature = "{\n\"format\":\"reviewferry-run\","
}

extension RunRecord {
  /// The text of `run.json`.
  public var json: String {
    let text = ByteBuffer()
    text.append("\(Self.signature)\"version\":\(Self.version),\n\"run\":\(run.map(String.init) ?? "null"),\n")
    text.append("\"mapping\":")
    append(mapping, to: text)
    text.append(",\n\"inputs\":[")
    for (index, input) in inputs.enumerated() {
      text.append(index == 0 ? "\n" : ",\n")
      append(input, to: text)
    }
    text.append("\n],\n\"api_url\":")
    text.appendJSONString(apiURL)
    text.append(",\n\"pim_url\":")
    text.appendJSONString(pimURL)
    text.append(",\n\"body\":")
    text.appendJSONString(body)
    if isRelease == true { text.append(",\n\"release\":true") }
    text.append("\n}\n")
    return String(decoding: text.all, as: UTF8.self)
  }

  private func append(_ mapping: Mapping?, to text: ByteBuffer) {
    guard let mapping else { return text.append("null") }
    text.append("{\"name\":")
    text.appendJSONString(mapping.name)
    text.append(",\"path\":")
    text.appendJSONString(mapping.path)
    text.append(",\"sha256\":")
    text.appendJSONString(mapping.sha256)
    text.append("}")
  }

  private func append(_ input: Input, to text: ByteBuffer) {
    text.append("{\"name\":")
    text.appendJSONString(input.name)
    text.append(",\"path\":")
    text.appendJSONString(input.path)
    text.append(",\"bytes\":\(input.bytes),\"xxh128\":")
    text.appendJSONString(input.xxh128)
    text.append("}")
  }
}
