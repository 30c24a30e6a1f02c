import Records

/// Finds the streams of a Singer tap in the lines that it wrote.
struct SingerStreamFinder {
  struct Stream {
    var name: String
    var records: RecordSet
  }

  private static let types: Set<String> = ["RECORD", "SCHEMA", "STATE", "ACTIVATE_VERSION", "BATCH"]
  private static let maxStreams = 48

  /// Nothing where the values are no messages; the streams with records else, in order.
  static func streams(_ values: [DataNode], recordLimit: Int) -> [Stream] {
    let messages = values.compactMap(\.object).filter { type(of: $0).map(types.contains) ?? false }
    // A broken line among them is no reason to take the others for reviews.
    guard 2 * messages.count > values.count else { return [] }
    var streams: [Stream] = []
    for message in messages {
      guard let name = message.text("stream"), let record = message.node("record")?.object else { continue }
      let index = streams.firstIndex { $0.name == name } ?? streams.count
      guard index < maxStreams else { continue }
      if index == streams.count { streams.append(Stream(name: name, records: RecordSet(path: []))) }
      guard streams[index].records.records.count < recordLimit else { continue }
      streams[index].records.records.append(RecordSet.Record(object: record, ancestors: []))
    }
    return streams
  }

  private static func type(of message: DataObject) -> String? { message.text("type")?.uppercased() }
}

extension DataObject {
  fileprivate func text(_ name: String) -> String? {
    guard case .scalar(let text, .string)? = node(name) else { return nil }
    return text
  }
}
