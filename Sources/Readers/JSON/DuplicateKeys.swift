import Records

/// Looks for two members of one name in an object; used only where the mapping wants it.
struct DuplicateKeys {
  struct Finding: Equatable {
    var name: String
    /// Of the second one, from the start of the text.
    var offset: Int
  }

  /// Above this many members an object gets a set of hashes; below, comparing each with each is quicker.
  private static let listLimit = 32

  private struct Name {
    var hash: Int
    /// Of the content, without quotes.
    var offset: Int
    var length: Int
  }

  private struct Container {
    var firstName: Int
    var hashes: Set<Int>?
  }

  private let text: UnsafePointer<UInt8>
  private var names: [Name] = []
  private var containers: [Container] = []

  /// The first duplicate of a text whose grammar has been checked.
  static func first(
    in text: UnsafePointer<UInt8>, _ positions: UnsafePointer<UInt32>, _ count: Int
  ) -> Finding? {
    var search = DuplicateKeys(text: text)
    for token in 0..<count {
      let at = Int(positions[token])
      switch text[at] {
      case JSONByte.openBrace, JSONByte.openBracket:
        search.containers.append(Container(firstName: search.names.count))
      case JSONByte.closeBrace, JSONByte.closeBracket:
        if let closed = search.containers.popLast() { search.names.removeSubrange(closed.firstName...) }
      case JSONByte.quote where token + 1 < count && text[Int(positions[token + 1])] == JSONByte.colon:
        if let finding = search.take(at, before: Int(positions[token + 1])) { return finding }
      default: break
      }
    }
    return nil
  }

  private init(text: UnsafePointer<UInt8>) { self.text = text }

  private mutating func take(_ quote: Int, before colon: Int) -> Finding? {
    var end = colon - 1
    while text[end] != JSONByte.quote { end -= 1 }
    let content = unescaped(quote + 1, end - quote - 1)
    var hasher = Hasher()
    content.withUnsafeBytes { hasher.combine(bytes: $0) }
    let name = Name(hash: hasher.finalize(), offset: quote + 1, length: end - quote - 1)
    if isKnown(name, content) {
      return Finding(name: String(decoding: content, as: UTF8.self), offset: quote)
    }
    names.append(name)
    containers[containers.count - 1].hashes?.insert(name.hash)
    return nil
  }

  private mutating func isKnown(_ name: Name, _ content: [UInt8]) -> Bool {
    guard let container = containers.last else { return false }
    let known = names[container.firstName...]
    if container.hashes == nil, known.count > Self.listLimit {
      containers[containers.count - 1].hashes = Set(known.map(\.hash))
    }
    if let hashes = containers[containers.count - 1].hashes, !hashes.contains(name.hash) { return false }
    return known.contains { $0.hash == name.hash && unescaped($0.offset, $0.length) == content }
  }

  private func unescaped(_ offset: Int, _ length: Int) -> [UInt8] {
    let raw = text + offset
    guard JSONEscape.hasBackslash(raw, length) else {
      return Array(UnsafeBufferPointer(start: raw, count: length))
    }
    return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      guard let base = buffer.baseAddress,
        case .written(let written) = JSONEscape.resolve(raw, length, into: base, replacingSurrogates: true)
      else { return }
      count = written
    }
  }
}
