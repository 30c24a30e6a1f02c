/// Where the records of a document are: the `records` option, taken apart.
struct JSONRecordPath: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    /// A member of an object, or the n-th element of an array.
    case name(String)
    /// `*`: each element of an array, or the value of each member of an object.
    case each
  }

  var steps: [Step]

  /// The file's values themselves.
  static let values = JSONRecordPath(steps: [])

  init(steps: [Step]) { self.steps = steps }

  init(_ text: String) throws(JSONSelector.Fault) {
    steps = try JSONPointer.steps(text).map { $0 == "*" ? .each : .name($0) }
  }

  /// How far `../` can climb from a record.
  ///
  /// Only an object whose member the path names is a level; behind `*` is a collection, be it an array
  /// or an object.
  var levelCount: Int { namedSteps(from: 0) }

  /// Which `../` reaches the object in which a step is taken (1 = the innermost), or nil for a collection.
  func level(ofStep index: Int) -> Int? {
    isName(steps[index]) ? namedSteps(from: index) : nil
  }

  /// The name that the path takes in the object of a level.
  func name(atLevel level: Int) -> String? {
    for (index, step) in steps.enumerated() where self.level(ofStep: index) == level {
      if case .name(let name) = step { return name }
    }
    return nil
  }

  /// Whether a step can be taken in an array.
  func isElementStep(_ index: Int) -> Bool { !isName(steps[index]) }

  /// Whether a step leads to the member of this name.
  func takes(_ name: UnsafeBufferPointer<UInt8>, atStep index: Int) -> Bool {
    switch steps[index] {
    case .each: true
    case .name(let wanted): wanted.utf8.elementsEqual(name)
    }
  }

  private func namedSteps(from index: Int) -> Int { steps[index...].count(where: isName) }

  private func isName(_ step: Step) -> Bool {
    if case .name(let name) = step { Int(name) == nil } else { false }
  }

  /// The pointer up to and with a step, for messages.
  func prefix(through index: Int) -> String {
    steps[...index].map { step in
      switch step {
      case .name(let name): "/" + name
      case .each: "/*"
      }
    }.joined()
  }
}
