import CLibXML2

/// Answers the parser's questions for entities; no document's own entity is ever expanded.
///
/// A reference to one of HTML's entities is read as its character, declared or not, because many exports
/// write `&nbsp;` without a declaration. A document that gives such a name another meaning is refused it.
struct XMLEntities {
  /// Declared names, and whether their meaning is another than HTML's.
  private var declared: [String: Bool] = [:]
  /// What libxml2 is given; one at a time, it is used at once.
  private let entity: UnsafeMutablePointer<xmlEntity>
  /// The entity's text and the NUL behind it.
  private let content: UnsafeMutablePointer<UInt8>
  private static let contentCapacity = 8

  init() {
    entity = .allocate(capacity: 1)
    entity.initialize(to: xmlEntity())
    content = .allocate(capacity: Self.contentCapacity)
    content.initialize(repeating: 0, count: Self.contentCapacity)
    entity.pointee.type = XML_ENTITY_DECL
    entity.pointee.content = content
    // Not nil: else libxml2 would hang a text of its own here.
    entity.pointee.orig = content
    // Not 0: libxml2 need not parse the content to know what it holds.
    entity.pointee.checked = 2
  }

  func deallocate() {
    entity.deallocate()
    content.deallocate()
  }

  /// Notes a declaration; the first of a name counts (XML 1.0 §4.2).
  mutating func declare(_ name: UnsafePointer<UInt8>, type: Int32, content: UnsafePointer<UInt8>?) {
    let isGeneral =
      type == XML_INTERNAL_GENERAL_ENTITY.rawValue || type == XML_EXTERNAL_GENERAL_PARSED_ENTITY.rawValue
      || type == XML_EXTERNAL_GENERAL_UNPARSED_ENTITY.rawValue
    let key = String(cString: name)
    guard isGeneral, declared[key] == nil else { return }
    let character = HTMLEntityTable.scalar(Self.bytes(name)).map(String.init)
    let isSame = character != nil && content.map { String(cString: $0) } == character
    declared[key] = !isSame
  }

  func isDeclared(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    !declared.isEmpty && declared[String(decoding: name, as: UTF8.self)] != nil
  }

  /// Whether a reference cannot be read as a character.
  func isRefused(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    if !declared.isEmpty, let isOther = declared[String(decoding: name, as: UTF8.self)] { return isOther }
    return HTMLEntityTable.scalar(name) == nil
  }

  /// An entity that stands for a character, or for nothing.
  func character(_ scalar: Unicode.Scalar?) -> UnsafeMutablePointer<xmlEntity> {
    var length = 0
    if let scalar {
      for byte in UTF8.encode(scalar).unsafelyUnwrapped {
        content[length] = byte
        length += 1
      }
    }
    content[length] = 0
    entity.pointee.etype = XML_INTERNAL_PREDEFINED_ENTITY
    return entity
  }

  /// An entity that libxml2 leaves as `&name;` in the attribute's value.
  func reference(_ name: UnsafePointer<UInt8>) -> UnsafeMutablePointer<xmlEntity> {
    content[0] = 0
    entity.pointee.name = name
    entity.pointee.etype = XML_INTERNAL_GENERAL_ENTITY
    return entity
  }

  /// A parameter entity that libxml2 takes for an outside one, which it then leaves unread.
  var parameter: UnsafeMutablePointer<xmlEntity> {
    content[0] = 0
    entity.pointee.etype = XML_EXTERNAL_PARAMETER_ENTITY
    return entity
  }

  static func bytes(_ name: UnsafePointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name)))
  }
}

extension XMLCollector {
  /// What libxml2 puts in place of a reference.
  mutating func entity(named name: UnsafePointer<UInt8>) -> UnsafeMutablePointer<xmlEntity>? {
    // Inside the DTD nothing is expanded.
    if context.pointee.inSubset != 0 { return nil }
    if context.pointee.instate == XML_PARSER_ATTRIBUTE_VALUE { return entities.reference(name) }
    let bytes = XMLEntities.bytes(name)
    if entities.isRefused(bytes) {
      refuse(String(decoding: bytes, as: UTF8.self), isOwn: entities.isDeclared(bytes))
      return entities.character(nil)
    }
    return entities.character(HTMLEntityTable.scalar(bytes))
  }

  private mutating func refuse(_ name: String, isOwn: Bool) {
    let fault = XMLFault.entity(name, isOwn: isOwn)
    if record.isOpen {
      skipRecord(fault)
    } else if captureCount > 0 {
      failScope(Int(cells[Int(capture[0])].level), fault)
    } else if !warnings.contains(where: \.isEntity) {
      warnings.append(.entity(name, place))
    }
  }
}
