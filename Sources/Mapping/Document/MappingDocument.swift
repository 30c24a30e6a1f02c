/// What the user typed, each value with its place.
///
/// Getters give nil for what is absent and for what has another shape; `DocumentCheck` has reported the
/// latter.
struct MappingDocument: Sendable {
  let root: DocumentMap

  init(root: YAMLNode) { self.root = DocumentMap(root, path: "") }

  var name: Located<String>? { root.text("name") }
  var description: Located<String>? { root.text("description") }
  var origin: Located<String>? { root.text("origin") }
  var source: DocumentMap? { root.map("source") }
  /// A selector, or a map of the table `each`.
  var each: DocumentValue? { root.value("each") }
  var conditions: [DocumentMap] { root.maps("where") }
  var product: DocumentMap? { root.map("product") }
  var review: DocumentMap? { root.map("review") }
  var cases: [DocumentMap] { root.maps("cases") }
}

/// A typed value and its place.
struct Located<Value: Sendable>: Sendable {
  var value: Value
  var mark: MappingMark

  func map<Other>(_ transform: (Value) -> Other) -> Located<Other> {
    Located<Other>(value: transform(value), mark: mark)
  }
}

/// A value that may be typed short, as a scalar, or long, as a map.
enum DocumentValue: Sendable {
  case short(Located<String>)
  case long(DocumentMap)

  var mark: MappingMark {
    switch self {
    case .short(let text): text.mark
    case .long(let map): map.mark
    }
  }
}

/// One map of the document.
struct DocumentMap: Sendable {
  let node: YAMLNode
  /// Where it stands: `review.score`, empty for the file itself.
  let path: String

  init(_ node: YAMLNode, path: String) {
    self.node = node
    self.path = path
  }

  var mark: MappingMark { node.mark }

  func has(_ key: String) -> Bool { node[key] != nil }

  func text(_ key: String) -> Located<String>? { node[key].flatMap(Self.located) }

  func flag(_ key: String) -> Bool? {
    guard let text = text(key)?.value, text == "true" || text == "false" else { return nil }
    return text == "true"
  }

  func integer(_ key: String) -> Int? { text(key).flatMap { Int($0.value) } }

  func map(_ key: String) -> DocumentMap? {
    guard let node = node[key], node.entries != nil else { return nil }
    return DocumentMap(node, path: join(key))
  }

  func value(_ key: String) -> DocumentValue? { node[key].flatMap { Self.value($0, path: join(key)) } }

  /// The maps of a list.
  func maps(_ key: String) -> [DocumentMap] {
    guard let node = node[key] else { return [] }
    let items = node.items ?? []
    return items.enumerated().compactMap { index, item in
      item.entries == nil ? nil : DocumentMap(item, path: "\(join(key))[\(index + 1)]")
    }
  }

  /// A map, or the maps of a list.
  func oneOrMoreMaps(_ key: String) -> [DocumentMap] { map(key).map { [$0] } ?? maps(key) }

  /// A scalar, or the scalars of a list.
  func texts(_ key: String) -> [Located<String>] {
    guard let node = node[key] else { return [] }
    if let items = node.items { return items.compactMap(Self.located) }
    return Self.located(node).map { [$0] } ?? []
  }

  /// The keys of a free map and their values.
  func entries(_ key: String) -> [(key: Located<String>, value: DocumentValue)] {
    (node[key]?.entries ?? []).compactMap { entry in
      Self.value(entry.value, path: "\(join(key)).\(entry.key)").map {
        (Located(value: entry.key, mark: entry.mark), $0)
      }
    }
  }

  func join(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private static func located(_ node: YAMLNode) -> Located<String>? {
    node.scalar.map { Located(value: $0, mark: node.mark) }
  }

  private static func value(_ node: YAMLNode, path: String) -> DocumentValue? {
    if let text = located(node) { return .short(text) }
    return node.entries == nil ? nil : .long(DocumentMap(node, path: path))
  }
}
