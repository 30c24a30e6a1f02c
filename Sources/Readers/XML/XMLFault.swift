/// Why a record cannot be read.
enum XMLFault: Equatable {
  /// A reference to an entity that is not read; `isOwn`: the document declares it.
  case entity(String, isOwn: Bool)
  /// `&` or `]]>` where it may not stand, a character reference to no character.
  case malformed(String, XMLPlace)
  case dirt(XMLDirt)
  case limit(Limit)
  /// The document breaks or ends inside the record, or before the ancestor that it waits for does.
  case broken(isTruncated: Bool)

  /// A bound that was passed, or how far.
  enum Limit: Equatable {
    /// Bytes of a default value in the document's own DTD.
    case defaultLength(Int)
    /// Bytes that a record may have.
    case recordBytes(Int)
    /// Levels of elements.
    case depth(Int)
    /// Too many bytes wait for an ancestor's later children.
    case lateContext
  }
}

/// Why the document cannot be read on.
enum XMLFailure: Equatable {
  case syntax(String, XMLPlace)
  case dirt(XMLDirt, XMLPlace)
  case depth(limit: Int, position: XMLPlace)
  case names(limit: Int, XMLPlace)
  case truncated(XMLPlace)

  var isTruncation: Bool {
    if case .truncated = self { true } else { false }
  }

  /// Where the document broke, in the fed bytes.
  var offset: Int {
    switch self {
    case .syntax(_, let place), .dirt(_, let place), .depth(_, let place), .names(_, let place),
      .truncated(let place):
      place.offset
    }
  }
}

/// Said of the file once.
enum XMLWarning: Equatable {
  /// A reference outside the records to an entity that is not read.
  case entity(String, XMLPlace)

  var isEntity: Bool {
    switch self {
    case .entity: true
    }
  }
}
