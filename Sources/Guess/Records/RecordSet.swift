/// Objects of a sample that lie at one path, and may be the records.
struct RecordSet: Sendable {
  struct Record: Sendable {
    var object: DataObject
    /// The objects around it, outermost first: those that `../` reaches.
    var ancestors: [DataObject]
  }

  var path: [PathStep]
  var records: [Record] = []

  /// As the `records` option of a format writes the path.
  func pointer(format: String) -> String {
    var steps = path
    // The reader takes the elements of the last list by itself.
    if format == "json", steps.last == .element { steps.removeLast() }
    return steps.map { step in
      switch step {
      case .element: format == "json" ? "/*" : ""
      case .member(let name): "/" + (format == "json" ? JSONNames.pointerStep(name) : name)
      }
    }.joined()
  }
}

/// Finds the sets of objects in a sample that may be its records.
struct RecordSetFinder {
  private static let maxSets = 48

  private let isXML: Bool
  private let recordLimit: Int
  private var sets: [RecordSet] = []
  private var index: [[PathStep]: Int] = [:]

  private init(isXML: Bool, recordLimit: Int) {
    self.isXML = isXML
    self.recordLimit = recordLimit
  }

  static func json(_ values: [DataNode], recordLimit: Int) -> [RecordSet] {
    var finder = RecordSetFinder(isXML: false, recordLimit: recordLimit)
    for value in values {
      switch value {
      case .object(let object):
        finder.add(object, [], [])
        finder.walk(object, [], [])
      case .list(let items):
        for case .object(let object) in items {
          finder.add(object, [], [])
          finder.walk(object, [.element], [])
        }
      case .scalar: break
      }
    }
    return finder.sets
  }

  /// `tree` is an object whose only member is the root element.
  static func xml(_ tree: DataObject, recordLimit: Int) -> [RecordSet] {
    var finder = RecordSetFinder(isXML: true, recordLimit: recordLimit)
    finder.walk(tree, [], [])
    return finder.sets
  }

  private mutating func walk(_ object: DataObject, _ path: [PathStep], _ ancestors: [DataObject]) {
    guard path.count < 12 else { return }
    // The object that holds an XML root is no element: nothing can climb to it.
    let around = isXML && path.isEmpty ? [] : ancestors + [object]
    for (name, node) in object.members {
      let inner = path + [.member(name)]
      switch node {
      case .object(let child):
        if isXML { add(child, inner, around) }
        walk(child, inner, around)
      case .list(let items):
        let step = isXML ? inner : inner + [.element]
        for case .object(let child) in items {
          add(child, step, around)
          walk(child, step, around)
        }
      case .scalar: break
      }
    }
  }

  private mutating func add(_ object: DataObject, _ path: [PathStep], _ ancestors: [DataObject]) {
    let record = RecordSet.Record(object: object, ancestors: ancestors)
    if let place = index[path] {
      if sets[place].records.count < recordLimit { sets[place].records.append(record) }
    } else if sets.count < Self.maxSets {
      index[path] = sets.count
      sets.append(RecordSet(path: path, records: [record]))
    }
  }
}

/// How names are written in selectors of JSON.
enum JSONNames {
  static func pointerStep(_ name: String) -> String {
    name.replacing("~", with: "~0").replacing("/", with: "~1")
  }

  static func selector(_ steps: [String]) -> String {
    let isDotted = steps.allSatisfy { step in
      !step.isEmpty && !step.contains(".") && !step.contains("/") && !step.allSatisfy(\.isNumber)
    }
    return isDotted ? steps.joined(separator: ".") : steps.map { "/" + pointerStep($0) }.joined()
  }
}
