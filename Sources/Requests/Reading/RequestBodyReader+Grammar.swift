import Records

/// The members that the API names, in the order in which the encoder writes them.
enum KnownMembers {
  /// As `RequestRules.productKeys`; `metadata` is last and apart.
  static let product: [StaticString] = ["product_type", "product_uuid", "product_model_code", "origin"]
  /// As `RequestRules.reviewKeys`.
  static let review: [StaticString] = [
    "external_id", "score", "title", "text", "review_date", "up_votes", "down_votes",
  ]
  static let metadata: StaticString = "metadata"
}

extension RequestBodyReader {
  func parse(_ body: UnsafeBufferPointer<UInt8>) throws(JSONFault) {
    guard body.count <= Self.maxBytes else {
      throw JSONFault(offset: Self.maxBytes, expected: "the end, since bodies have at most 16 MiB")
    }
    try JSONCursor.checkUTF8(body)
    var cursor = JSONCursor(body)
    if cursor.takes(BodyShape.syncStart) { try envelope(&cursor) } else { try flat(&cursor) }
    try cursor.takeEnd("the end of the body")
  }

  func parseHead(_ body: UnsafeBufferPointer<UInt8>) throws(JSONFault) {
    var cursor = JSONCursor(body)
    if cursor.takes(BodyShape.syncStart) {
      shape = .envelope
      _ = try envelopeStart(&cursor)
    }
    try cursor.take(BodyShape.innerStart)
    try readProduct(&cursor)
  }

  private func flat(_ cursor: inout JSONCursor) throws(JSONFault) {
    shape = .flat
    try cursor.take(BodyShape.innerStart)
    try readProduct(&cursor)
    try cursor.take(BodyShape.reviewsStart)
    repeat {
      guard reviews.count < RequestRules.maxReviews else { throw cursor.fault("at most 500 reviews") }
      try readReview(&cursor)
    } while cursor.takes(UInt8(ascii: ","))
    try cursor.take("]}")
  }

  /// The `sync_id` and the outer origin follow from the inner object, so they are compared, not believed.
  private func envelope(_ cursor: inout JSONCursor) throws(JSONFault) {
    let (syncID, origin) = try envelopeStart(&cursor)
    let innerStart = cursor.position
    try flat(&cursor)
    shape = .envelope
    let inner = innerStart..<cursor.position
    try cursor.take(UInt8(ascii: "}"), "'}'")
    guard let innerOrigin = ProductKey(cursor.view(product)).origin,
      innerOrigin.elementsEqual(cursor.view(origin))
    else { throw JSONFault(offset: origin.lowerBound, expected: "the origin of the product") }
    guard SyncID.of(cursor.view(inner)).elementsEqual(cursor.view(syncID)) else {
      throw JSONFault(offset: syncID.lowerBound, expected: "the sync_id that these reviews have")
    }
  }

  /// Both as they stand there, the origin with its quotes.
  private func envelopeStart(
    _ cursor: inout JSONCursor
  ) throws(JSONFault) -> (syncID: Range<Int>, origin: Range<Int>) {
    let syncID = try cursor.take(count: SyncID.length, "a sync_id of 36 characters")
    try cursor.take(BodyShape.syncEnd)
    try cursor.take(BodyShape.origin)
    let originStart = cursor.position
    _ = try cursor.string()
    let origin = originStart..<cursor.position
    try cursor.take(BodyShape.review)
    return (syncID, origin)
  }
}

// MARK: - The product

extension RequestBodyReader {
  private func readProduct(_ cursor: inout JSONCursor) throws(JSONFault) {
    let start = cursor.position
    var members = ProductMembers()
    try cursor.take(UInt8(ascii: "{"), "'{'")
    repeat { try readMember(&cursor, &members) } while cursor.takes(UInt8(ascii: ","))
    try cursor.take(UInt8(ascii: "}"), members.hasMetadata ? "'}', since metadata is last" : "',' or '}'")
    product = start..<cursor.position
    guard members.hasOrigin else { throw JSONFault(offset: start, expected: "a product with an origin") }
    guard members.isIdentified else {
      throw JSONFault(offset: start, expected: "a product with a uuid, a model code or metadata")
    }
  }

  /// What was seen of a product.
  private struct ProductMembers {
    /// The first known member that may still come.
    var next = 0
    var hasOrigin = false
    var isIdentified = false
    var hasMetadata = false
  }

  private func readMember(
    _ cursor: inout JSONCursor, _ members: inout ProductMembers
  ) throws(JSONFault) {
    if members.hasMetadata { throw cursor.fault("'}', since metadata is last") }
    let start = cursor.position
    let name = try cursor.string("the name of a member").inside
    try cursor.take(UInt8(ascii: ":"), "':'")
    if cursor.isEqual(name, KnownMembers.metadata) {
      members.hasMetadata = true
      return try readMetadata(&cursor, &members)
    }
    guard let index = KnownMembers.product.firstIndex(where: { cursor.isEqual(name, $0) }) else {
      members.next = KnownMembers.product.count
      return try cursor.fieldValue()
    }
    guard index >= members.next else {
      throw JSONFault(offset: start, expected: "the members of the product once and in their order")
    }
    members.next = index + 1
    let hasText = try !cursor.string().inside.isEmpty
    let isOrigin = cursor.isEqual(name, "origin")
    let isIdentifier = cursor.isEqual(name, "product_uuid") || cursor.isEqual(name, "product_model_code")
    if isOrigin { members.hasOrigin = hasText }
    if isIdentifier { members.isIdentified = members.isIdentified || hasText }
  }

  private func readMetadata(
    _ cursor: inout JSONCursor, _ members: inout ProductMembers
  ) throws(JSONFault) {
    try cursor.take(UInt8(ascii: "{"), "'{'")
    repeat {
      _ = try cursor.string("the name of a member")
      try cursor.take(UInt8(ascii: ":"), "':'")
      let value = cursor.position
      try cursor.fieldValue()
      members.isIdentified =
        members.isIdentified || cursor.position - value > 2  // more than `""`
        || cursor.bytes[value] != UInt8(ascii: "\"")
    } while cursor.takes(UInt8(ascii: ","))
    try cursor.take(UInt8(ascii: "}"), "',' or '}'")
  }
}

// MARK: - Reviews

extension RequestBodyReader {
  private func readReview(_ cursor: inout JSONCursor) throws(JSONFault) {
    let start = cursor.position
    try cursor.take(#"{"external_id":"#)
    let idStart = cursor.position
    let id = try cursor.string()
    guard !id.inside.isEmpty else { throw JSONFault(offset: idStart, expected: "an id that is not empty") }
    try cursor.take(#","score":"#)
    try cursor.number(integer: true, "a whole number")
    try readKnownMembers(&cursor)
    while cursor.takes(UInt8(ascii: ",")) { try readExtraMember(&cursor) }
    try cursor.take(UInt8(ascii: "}"), "',' or '}'")
    addReview(id, start..<cursor.position, cursor)
  }

  private func readKnownMembers(_ cursor: inout JSONCursor) throws(JSONFault) {
    if cursor.takes(#","title":"#) { _ = try cursor.string() }
    if cursor.takes(#","text":"#) { _ = try cursor.string() }
    if cursor.takes(#","review_date":"#) { _ = try cursor.string() }
    if cursor.takes(#","up_votes":"#) { try cursor.number(integer: true, "a whole number") }
    if cursor.takes(#","down_votes":"#) { try cursor.number(integer: true, "a whole number") }
  }

  private func readExtraMember(_ cursor: inout JSONCursor) throws(JSONFault) {
    let start = cursor.position
    let name = try cursor.string("the name of a member").inside
    for known in KnownMembers.review where cursor.isEqual(name, known) {
      throw JSONFault(offset: start, expected: "the members of the review once and in their order")
    }
    try cursor.take(UInt8(ascii: ":"), "':'")
    try cursor.fieldValue()
  }

  private func addReview(_ id: JSONStringRange, _ range: Range<Int>, _ cursor: JSONCursor) {
    guard id.hasEscapes else {
      return reviews.append(Review(range: range, id: id.inside, isIDUnescaped: false))
    }
    let start = ids.count
    ids.appendUnescaped(cursor.view(id.inside))
    reviews.append(Review(range: range, id: start..<ids.count, isIDUnescaped: true))
  }
}
