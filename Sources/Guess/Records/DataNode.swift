import Records

/// A value of a JSON or XML sample.
indirect enum DataNode: Sendable {
  case scalar(String, SlotKind)
  case list([DataNode])
  case object(DataObject)

  var object: DataObject? { if case .object(let object) = self { object } else { nil } }
}

/// Members in the order of the file.
struct DataObject: Sendable {
  var members: [(name: String, node: DataNode)] = []
  /// False where the sample ends inside it.
  var isWhole = true

  func node(_ name: String) -> DataNode? { members.first { $0.name == name }?.node }
}

/// A step from the root of a sample to its records.
enum PathStep: Hashable, Sendable {
  case member(String)
  /// Each element of a list; XML has none, there elements of one name are beside one another.
  case element
}
