import Foundation

/// Whether a `product_identification` object is of the product that a person named.
struct LedgerProductMatch: Sendable {
  private let name: String
  private let object: JSONTree?

  /// The whole object as JSON, in any order of keys, or one of the product's identifiers.
  init(_ name: String) {
    self.name = name
    object = name.hasPrefix("{") ? JSONTree(Data(name.utf8)) : nil
  }

  func fits(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let tree = JSONTree(Data(key)), case .object(let members) = tree else { return false }
    if let object { return tree == object }
    if members["product_uuid"] == .text(name.lowercased()) { return true }
    if members["product_model_code"] == .text(name) { return true }
    guard case .object(let metadata) = members["metadata"] else { return false }
    return metadata.values.contains(.text(name))
  }
}

/// JSON for comparing: the order of keys does not count.
private enum JSONTree: Decodable, Equatable, Sendable {
  case text(String)
  case object([String: JSONTree])
  /// Numbers, booleans, null and lists, which no identification has.
  case other

  init?(_ data: Data) {
    guard let tree = try? JSONDecoder().decode(JSONTree.self, from: data) else { return nil }
    self = tree
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let members = try? container.decode([String: JSONTree].self) {
      self = .object(members)
    } else {
      self = .other
    }
  }
}
