import Records
import Yams

/// Turns the text of a mapping file into a tree of nodes, within limits.
///
/// Aliases are followed, so a small file can stand for a huge tree: the tree is counted while it is copied.
/// libyaml itself ends at 1,000 levels of nesting, so composing cannot exhaust the stack.
struct YAMLComposer {
  static let maxBytes = 1 << 20
  static let maxNodes = 100_000
  static let maxDepth = 64
  /// Repeated keys that are reported one by one; the rest with the next check.
  static let maxDuplicates = 50

  private let file: String
  private var budget = YAMLComposer.maxNodes
  /// Keys that were masked to get past them (see `composeMaskingDuplicates`), by their place.
  private var masked: [MappingMark: String] = [:]
  private(set) var problems: [Problem] = []

  private init(file: String) { self.file = file }

  /// The tree, or nil and what is wrong.
  static func compose(_ yaml: String, file: String) -> (node: YAMLNode?, problems: [Problem]) {
    var composer = YAMLComposer(file: file)
    let node = composer.compose(yaml)
    return (node, composer.problems)
  }

  private mutating func compose(_ yaml: String) -> YAMLNode? {
    guard yaml.utf8.count <= Self.maxBytes else {
      problems.append(MappingProblem.fileTooLarge(bytes: yaml.utf8.count, limit: Self.maxBytes, file: file))
      return nil
    }
    let text = yaml.first == "\u{FEFF}" ? String(yaml.dropFirst()) : yaml
    if let mark = Self.aliasInKey(text) {
      problems.append(MappingProblem.aliasInKey(at: mark, file: file))
      return nil
    }
    guard let root = composeMaskingDuplicates(text) else { return nil }
    guard let node = copy(root, depth: 1) else { return nil }
    return node
  }

  /// Composes; where Yams stops at a repeated key, masks one of the two in the text and tries again.
  ///
  /// Yams ends at the first map with a repeated key and tells no second place. Masked keys get their name
  /// back in `copy`, and the check of keys then finds both, together with all else that is wrong.
  private mutating func composeMaskingDuplicates(_ yaml: String) -> Node? {
    var text = yaml
    for round in 0...Self.maxDuplicates {
      do {
        let node = try Yams.compose(yaml: text, .basic)
        if node == nil { problems.append(MappingProblem.emptyFile(file: file)) }
        return node
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        let mark = MappingMark(line: context.mark.line, column: context.mark.column)
        guard let name = names.first, round < Self.maxDuplicates,
          let next = Self.mask(text, at: mark, round: round)
        else {
          problems.append(MappingProblem.repeatedKey(names.first ?? "", at: mark, first: nil, file: file))
          return nil
        }
        masked[mark] = name
        text = next
      } catch {
        problems.append(MappingProblem.yaml(error, in: text, file: file))
        return nil
      }
    }
    return nil
  }

  /// The text with the first character of the key at `mark` replaced by a private-use character.
  private static func mask(_ text: String, at mark: MappingMark, round: Int) -> String? {
    var scalars = text.unicodeScalars
    guard var index = YAMLText.index(of: mark, in: text) else { return nil }
    if scalars[index] == "\"" || scalars[index] == "'" { index = scalars.index(after: index) }
    guard index < scalars.endIndex, !["\\", "\"", "'", "\n", "\r"].contains(scalars[index]),
      let replacement = Unicode.Scalar(UInt32(0xE000 + round))
    else { return nil }
    scalars.replaceSubrange(index...index, with: CollectionOfOne(replacement))
    return String(scalars)
  }

  private mutating func copy(_ node: Node, depth: Int) -> YAMLNode? {
    let mark = MappingMark(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    budget -= 1
    guard budget >= 0, depth <= Self.maxDepth else {
      if problems.isEmpty {
        problems.append(MappingProblem.treeTooLarge(isDepth: budget >= 0, at: mark, file: file))
      }
      return nil
    }
    switch node {
    case .scalar(let scalar): return YAMLNode(content: Self.content(of: scalar), mark: mark)
    case .sequence(let sequence):
      var items: [YAMLNode] = []
      for item in sequence {
        guard let item = copy(item, depth: depth + 1) else { return nil }
        items.append(item)
      }
      return YAMLNode(content: .list(items), mark: mark)
    case .mapping(let mapping): return copy(mapping, mark: mark, depth: depth)
    case .alias: return YAMLNode(content: .null, mark: mark)  // Yams composes aliases as what they stand for
    }
  }

  private mutating func copy(_ mapping: Node.Mapping, mark: MappingMark, depth: Int) -> YAMLNode? {
    var entries: [YAMLEntry] = []
    for (key, value) in mapping {
      let keyMark = MappingMark(line: key.mark?.line ?? mark.line, column: key.mark?.column ?? mark.column)
      guard let scalar = key.scalar else {
        problems.append(MappingProblem.keyIsNoText(at: keyMark, file: file))
        return nil
      }
      guard let value = copy(value, depth: depth + 1) else { return nil }
      entries.append(YAMLEntry(key: masked[keyMark] ?? scalar.string, mark: keyMark, value: value))
    }
    return YAMLNode(content: .map(entries), mark: mark)
  }

  private static func content(of scalar: Node.Scalar) -> YAMLNode.Content {
    let isPlain = scalar.style == .plain
    if isPlain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return .null }
    return .scalar(scalar.string, isPlain: isPlain)
  }
}

extension YAMLComposer {
  /// A file with at most this many aliases is composed whatever its keys are: 3^10 nodes at worst.
  private static let maxUncheckedAliases = 30

  /// The place of a key that is not plain text, in a file with many aliases.
  ///
  /// Yams hashes keys while composing, and a key made of nested aliases takes exponential time there, before
  /// any count of ours. No mapping needs such a key. A line of text that only looks like one is refused too,
  /// which is why files with few aliases are left alone.
  static func aliasInKey(_ text: String) -> MappingMark? {
    guard text.matches(of: /(^|[\s\[{,:-])\*[^\s,\[\]{}*]/).count > maxUncheckedAliases else { return nil }
    let key = /(^|[\s\[{,-])\?(\s|$)|[\]}]\s*:|\*[^\s,\[\]{}]+\s*:/
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() {
      guard let match = line.firstMatch(of: key) else { continue }
      let column = line.distance(from: line.startIndex, to: match.range.lowerBound) + 1
      return MappingMark(line: index + 1, column: column)
    }
    return nil
  }
}
