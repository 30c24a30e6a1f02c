import Ledger
import Records

/// One event of the Akeneo Event Platform: CloudEvents 1.0, JSON, structured mode.
public struct PlatformEvent: Equatable, Sendable {
  /// Identifies a duplicate.
  public var id: String
  /// The whole name of the type, known or not.
  public var typeName: String
  /// Nil for a type that is not known.
  public var type: EventType?
  public var source: String?
  /// The id of the subscription.
  public var subject: String?
  /// Milliseconds since 1970; orders events.
  public var time: Int64
  public var author: EventAuthor?
  public var payload: EventPayload

  public init(
    id: String, typeName: String, source: String? = nil, subject: String? = nil, time: Int64,
    author: EventAuthor? = nil, payload: EventPayload
  ) {
    self.id = id
    self.typeName = typeName
    type = EventType(name: typeName)
    self.source = source
    self.subject = subject
    self.time = time
    self.author = author
    self.payload = payload
  }
}

/// What an event may be at most.
public enum EventLimits {
  /// Bytes of an event: events name what changed, a delta holds its values; 1 MiB is far more than either.
  public static let maxBytes = 1 << 20
  /// Objects and lists inside each other; the reference nests four deep, values of tables some more.
  public static let maxDepth = 64
  /// UTF-8 bytes of an id, of which the ledger keeps an index.
  public static let maxIDBytes = 256
  /// UTF-8 bytes of any other name: types, codes, identifiers.
  public static let maxNameBytes = 1024
}

extension PlatformEvent {
  /// Reads one event.
  ///
  /// Types that are not known are events too. Throws what is wrong with one that cannot be used: no JSON object, no id,
  /// type, time or data, or not what its type has to be about. Of members with one name the last counts.
  public init(json bytes: [UInt8]) throws(Problem) {
    guard bytes.count <= EventLimits.maxBytes else { throw EventProblem.tooLarge(bytes.count) }
    guard let document = JSONFragment(bytes, maxDepth: EventLimits.maxDepth) else {
      throw EventProblem.notJSON()
    }
    try self.init(document)
  }

  init(_ document: JSONFragment) throws(Problem) {
    guard case .object = document else { throw EventProblem.notAnObject() }
    let fields = EventFields(document)
    try fields.checkVersion()
    let id = try fields.required("id", maxBytes: EventLimits.maxIDBytes)
    let typeName = try fields.required("type", maxBytes: EventLimits.maxNameBytes)
    let time = try fields.time()
    let data = try fields.data()
    self.init(
      id: id, typeName: typeName, source: fields.optional("source"), subject: fields.optional("subject"),
      time: time, author: data.author, payload: try data.payload(of: EventType(name: typeName)))
  }
}
