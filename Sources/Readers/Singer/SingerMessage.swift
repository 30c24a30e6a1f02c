import Records

/// One line of a tap, as far as it matters here.
///
/// Slots lie in the buffer that was read from.
enum SingerMessage {
  case record(stream: Slot, record: Slot)
  case schema(stream: Slot, schema: Slot)
  /// nil where the state says nothing (`null`).
  case state(Slot?)
  case activateVersion(stream: Slot)
  case batch(stream: Slot)
  /// A type that the specification does not know, but permits.
  case other(type: Slot)
  /// JSON, but no message.
  case malformed(SingerProblem.Fault)
  /// No JSON, or bytes that are no text where text is needed.
  case unreadable(ValueExtractor.Failure)
}

/// Tells what kind of message a line is, and where its parts are.
final class SingerMessageParser {
  private static let members = ["type", "stream", "record", "schema", "value"]
  private enum Member: Int { case type, stream, record, schema, value }

  private let tree = SelectorTree(members.enumerated().map { (steps: [$1], target: $0) })
  private let extractor: ValueExtractor
  private let slots = UnsafeMutablePointer<Slot>.allocate(capacity: members.count)

  init(_ options: JSONOptions) {
    extractor = ValueExtractor(RecordWalk.Policy(maxDepth: options.maxDepth, replacesSurrogates: true))
  }

  deinit { slots.deallocate() }

  func parse(_ text: ValueExtractor.Text) -> SingerMessage {
    slots.initialize(repeating: .missing, count: Self.members.count)
    if let failure = extractor.index(text) { return .unreadable(failure) }
    // The record's own bytes are judged when it is read, and only where they are selected.
    let goal = ValueExtractor.Goal(table: tree.table, eachTarget: Member.record.rawValue)
    if let failure = extractor.walk(text, goal, slots) { return .unreadable(failure) }
    return message(text.bytes)
  }

  private subscript(member: Member) -> Slot { slots[member.rawValue] }

  private func message(_ bytes: ByteBuffer) -> SingerMessage {
    guard self[.type].kind == .string else { return .malformed(.noType) }
    switch Self.kind(of: bytes.view(self[.type].start, self[.type].length)) {
    case .state: return state()
    case nil: return .other(type: self[.type])
    case let kind?:
      guard self[.stream].kind == .string else { return .malformed(.noStream) }
      return ofStream(kind)
    }
  }

  private func state() -> SingerMessage {
    switch self[.value].kind {
    case .object: .state(self[.value])
    case .null: .state(nil)
    default: .malformed(.noValue)
    }
  }

  private func ofStream(_ kind: Kind) -> SingerMessage {
    switch kind {
    case .record: .record(stream: self[.stream], record: self[.record])
    case .schema: .schema(stream: self[.stream], schema: self[.schema])
    case .activateVersion: .activateVersion(stream: self[.stream])
    case .batch: .batch(stream: self[.stream])
    case .state: state()
    }
  }

  // MARK: Types

  private enum Kind: CaseIterable {
    case record, state, schema, activateVersion, batch

    var name: StaticString {
      switch self {
      case .record: "RECORD"
      case .state: "STATE"
      case .schema: "SCHEMA"
      case .activateVersion: "ACTIVATE_VERSION"
      case .batch: "BATCH"
      }
    }
  }

  /// The specification wants types compared without regard to case.
  private static func kind(of type: UnsafeBufferPointer<UInt8>) -> Kind? {
    Kind.allCases.first { kind in
      let name = UnsafeBufferPointer(start: kind.name.utf8Start, count: kind.name.utf8CodeUnitCount)
      return name.count == type.count && zip(name, type).allSatisfy { $0 == upper($1) }
    }
  }

  private static func upper(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
  }
}
