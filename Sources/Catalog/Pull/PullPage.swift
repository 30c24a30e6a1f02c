import Records

/// One page of a list.
struct PullPage {
  /// Deeper than any value of an attribute nests.
  private static let maxDepth = 64

  /// Where the next page is; only a page that says so in its own form is the last one.
  enum Next: Equatable {
    case none
    /// As the PIM wrote it.
    case link(String)
    case unreadable
  }

  var items: [JSONFragment]
  var next: Next

  /// Nil where the body is no page.
  init?(_ body: [UInt8]) {
    guard let document = JSONFragment(body, maxDepth: Self.maxDepth),
      case .list(let items)? = document["_embedded"]?["items"]
    else { return nil }
    self.items = items
    next = Self.next(document["_links"])
  }

  private static func next(_ links: JSONFragment?) -> Next {
    guard case .object(let members)? = links else { return .unreadable }
    guard members.contains(where: { $0.name == "next" }) else { return .none }
    return (links?["next"]?["href"]?.text).map(Next.link) ?? .unreadable
  }

  /// Attributes by which items are found, as these items show them: `sku` first.
  ///
  /// Those that the PIM calls identifiers, those with usual names, and those that the catalog was read from.
  func identifiers(known: [String]) -> [String] {
    var found: [String] = []
    for case .object(let attributes)? in items.map({ $0["values"] }) {
      for attribute in attributes where !found.contains(attribute.name) {
        guard case .list(let values) = attribute.value else { continue }
        let isIdentifier = values.contains { $0["attribute_type"]?.text == "pim_catalog_identifier" }
        let isUsual = KnownIdentifier.names.contains(attribute.name) || known.contains(attribute.name)
        if isIdentifier || isUsual { found.append(attribute.name) }
      }
    }
    return Self.inOrder(found)
  }

  /// `sku` first, since the API prefers it.
  static func inOrder(_ attributes: [String]) -> [String] {
    attributes.sorted { ($0 != "sku" ? 1 : 0, $0) < ($1 != "sku" ? 1 : 0, $1) }
  }
}

/// What one item of a page says.
struct PullItem {
  private let item: JSONFragment

  init(_ item: JSONFragment) { self.item = item }

  /// The UUID of a product, or the code of a model.
  func name(_ resource: PullResource) -> String? {
    item[resource == .products ? "uuid" : "code"]?.text.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Values of an attribute in all locales and channels, each once.
  ///
  /// - Parameter isMain: `identifier`, which older answers have beside the values, stands in for the attribute.
  func values(of attribute: String, isMain: Bool) -> [String] {
    var found: [String] = []
    if case .list(let values)? = item["values"]?[attribute] {
      for value in values {
        guard let text = Self.scalar(value["data"]), !text.isEmpty, !found.contains(text) else { continue }
        found.append(text)
      }
    }
    if found.isEmpty, isMain, let identifier = item["identifier"]?.text, !identifier.isEmpty {
      found.append(identifier)
    }
    return found
  }

  private static func scalar(_ value: JSONFragment?) -> String? {
    switch value {
    case .text(let text): text
    case .number(let digits): digits
    default: nil
    }
  }
}
