/// What a converted set is made from, and with which settings.
///
/// It holds no time and no path of this machine: the same input, mapping and version give the same bytes.
/// Times belong to `summary.json`.
public struct Manifest: Sendable {
  public struct Tool: Sendable {
    public var name: String
    public var version: String

    public init(name: String, version: String) {
      self.name = name
      self.version = version
    }
  }

  public struct Mapping: Sendable {
    /// The mapping's own name.
    public var name: String
    /// Without folders.
    public var fileName: String
    /// Of the file's bytes, in hex.
    public var sha256: String

    public init(name: String, fileName: String, sha256: String) {
      self.name = name
      self.fileName = fileName
      self.sha256 = sha256
    }
  }

  public struct Input: Sendable {
    /// Without folders; of a file in an archive: `export.zip/reviews.csv`.
    public var fileName: String
    /// As stored: compressed, where the file is.
    public var bytes: Int
    /// Of the stored bytes: a `Checksum`.
    public var xxh128: String

    public init(fileName: String, bytes: Int, xxh128: String) {
      self.fileName = fileName
      self.bytes = bytes
      self.xxh128 = xxh128
    }
  }

  public struct Settings: Sendable {
    public var shape: BodyShape
    public var maxReviews: Int
    public var maxBytes: Int

    public init(shape: BodyShape, maxReviews: Int, maxBytes: Int) {
      self.shape = shape
      self.maxReviews = maxReviews
      self.maxBytes = maxBytes
    }
  }

  /// A number of the run: `duplicates`, 12.
  public struct Count: Sendable {
    public var name: String
    public var value: Int

    public init(_ name: String, _ value: Int) {
      self.name = name
      self.value = value
    }
  }

  public var tool: Tool
  public var mapping: Mapping
  public var inputs: [Input]
  public var settings: Settings

  public init(tool: Tool, mapping: Mapping, inputs: [Input], settings: Settings) {
    self.tool = tool
    self.mapping = mapping
    self.inputs = inputs
    self.settings = settings
  }

  /// The first bytes of every manifest, by which a folder is known to be ours.
  public static let signature = "{\n\"format\":\"reviewferry-manifest\","
}
