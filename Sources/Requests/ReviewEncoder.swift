import Glibc
import Records

/// Turns mapped reviews into the JSON bytes of requests: the product's object and the review's object.
///
/// A slot that is missing is left out. Numbers, booleans and dates are copied as text, since the mapping has
/// them in JSON's form. One encoder for a thread: it keeps no state between batches but its scratch memory.
public final class ReviewEncoder: @unchecked Sendable {
  private let fields: [OutputField]
  private let order: EncodingOrder
  private let required: [Int]
  private let identifiers: [Int]
  private let idField: Int
  private let maxBytes: Int
  private let shape: BodyShape

  /// The most that a request may take is `maxBytes`; a review that alone takes more is rejected.
  public init(fields: [OutputField], maxBytes: Int, shape: BodyShape) {
    self.fields = fields
    self.order = EncodingOrder(fields: fields)
    self.required = fields.indices.filter { Self.isRequired(fields[$0]) }
    self.identifiers = fields.indices.filter { Self.isIdentifier(fields[$0]) }
    self.idField = fields.firstIndex { $0.place == .review && $0.name == "external_id" } ?? 0
    self.maxBytes = maxBytes
    self.shape = shape
  }

  /// Appends every review of the batch to `output`, or its problem.
  ///
  /// `batch` must have the fields that the encoder was made for.
  public func encode(_ batch: ReviewBatch, into output: EncodedReviews) {
    output.entries.reserveCapacity(output.entries.count + batch.reviewCount)
    batch.slots.withUnsafeBufferPointer { slots in
      batch.elements.withUnsafeBufferPointer { elements in
        guard let first = slots.baseAddress else { return }
        let values = ReviewValues(batch, elements)
        let (keys, bytes, fieldCount) = (output.keys, output.bytes, fields.count)
        var product = EncodedProduct()
        for review in 0..<batch.reviewCount {
          let row = first + review &* fieldCount
          if let problem = fault(in: row) {
            output.rejected.append((review, problem))
          } else {
            if !isSameProduct(row, product.row, values) { product = encodeProduct(row, values, keys) }
            encodeReview(review, row, of: product, values, bytes, output)
          }
        }
      }
    }
  }
}

/// The bytes behind the slots of a batch, which does not change while it is encoded.
private struct ReviewValues {
  private let own: UnsafePointer<UInt8>
  private let source: UnsafePointer<UInt8>
  let elements: UnsafeBufferPointer<Slot>

  init(_ batch: ReviewBatch, _ elements: UnsafeBufferPointer<Slot>) {
    own = UnsafePointer(batch.bytes.base)
    source = UnsafePointer(batch.source.base)
    self.elements = elements
  }

  @inline(__always) func start(of slot: Slot) -> UnsafePointer<UInt8> {
    (slot.isInSource ? source : own) + slot.start
  }
}

/// The product of the review before, for the next one may have the same.
private struct EncodedProduct {
  var row: UnsafePointer<Slot>?
  var key = EncodedReviews.Range(offset: 0, length: 0)
  /// Bytes of a request of this product around its reviews.
  var frameByteCount = 0
}

// MARK: - What a request must have

extension ReviewEncoder {
  private static func isRequired(_ field: OutputField) -> Bool {
    switch field.place {
    case .product: RequestRules.requiredProductKeys.contains(field.name)
    case .review: RequestRules.requiredReviewKeys.contains(field.name)
    case .metadata: false
    }
  }

  private static func isIdentifier(_ field: OutputField) -> Bool {
    field.place == .metadata || field.place == .product && RequestRules.identifierKeys.contains(field.name)
  }

  private func fault(in row: UnsafePointer<Slot>) -> Problem? {
    // By index here and below: an iterator over an array counts a reference to it.
    for index in required.indices where !hasValue(row[required[index]]) {
      return RequestProblem.missingField(fields[required[index]].name)
    }
    for index in identifiers.indices where hasValue(row[identifiers[index]]) { return nil }
    return RequestProblem.missingProduct()
  }

  private func hasValue(_ slot: Slot) -> Bool {
    slot.isScalarWithBytes || slot.isList && slot.length > 0
  }
}

// MARK: - Objects

extension ReviewEncoder {
  private func isSameProduct(
    _ row: UnsafePointer<Slot>, _ other: UnsafePointer<Slot>?, _ values: ReviewValues
  ) -> Bool {
    guard let other else { return false }
    // Metadata first: it has the SKU, by which neighbours differ.
    return hasSame(order.metadata, row, other, values) && hasSame(order.product, row, other, values)
  }

  @inline(__always)
  private func hasSame(
    _ encodings: [FieldEncoding], _ row: UnsafePointer<Slot>, _ other: UnsafePointer<Slot>,
    _ values: ReviewValues
  ) -> Bool {
    for index in encodings.indices {
      let field = encodings[index].field
      guard isEqual(row[field], other[field], values) else { return false }
    }
    return true
  }

  /// Whether two slots have the same bytes; lists count as different, which costs a rendering and no more.
  @inline(__always)
  private func isEqual(_ slot: Slot, _ other: Slot, _ values: ReviewValues) -> Bool {
    if slot == other { return true }
    guard slot.length == other.length, slot.kind == other.kind, !slot.isList else { return false }
    return memcmp(values.start(of: slot), values.start(of: other), slot.length) == 0
  }

  private func encodeProduct(
    _ row: UnsafePointer<Slot>, _ values: ReviewValues, _ bytes: ByteBuffer
  ) -> EncodedProduct {
    let start = bytes.count
    append(order.product, row, values, bytes)
    let metadata = bytes.count
    bytes.append(#","metadata":"# as StaticString)
    let inside = bytes.count
    append(order.metadata, row, values, bytes)
    if bytes.count > inside { closeObject(from: inside, bytes) } else { bytes.count = metadata }
    closeObject(from: start, bytes)
    let key = EncodedReviews.Range(offset: start, length: bytes.count - start)
    let frame = shape.frameByteCount(key: bytes.view(key.offset, key.length))
    return EncodedProduct(row: row, key: key, frameByteCount: frame)
  }

  private func encodeReview(
    _ review: Int, _ row: UnsafePointer<Slot>, of product: EncodedProduct, _ values: ReviewValues,
    _ bytes: ByteBuffer, _ output: EncodedReviews
  ) {
    let start = bytes.count
    append(order.review, row, values, bytes)
    closeObject(from: start, bytes)
    let body = EncodedReviews.Range(offset: start, length: bytes.count - start)
    guard product.frameByteCount + body.length <= maxBytes else {
      bytes.count = start
      let size = product.frameByteCount + body.length
      output.rejected.append((review, RequestProblem.tooLarge(byteCount: size, maxBytes: maxBytes)))
      return
    }
    let id = appendID(row[idField], values, bytes)
    output.entries.append(.init(key: product.key, id: id, body: body, review: review))
  }

  /// The id stands in its body too, but maybe escaped.
  private func appendID(_ slot: Slot, _ values: ReviewValues, _ bytes: ByteBuffer) -> EncodedReviews.Range {
    let start = bytes.count
    bytes.append(values.start(of: slot), count: slot.length)
    return EncodedReviews.Range(offset: start, length: slot.length)
  }

  /// Every field is written with a comma in front; the first comma becomes the opening bracket.
  private func closeObject(from start: Int, _ bytes: ByteBuffer) {
    if bytes.count == start { bytes.append(UInt8(ascii: ",")) }
    bytes.base[start] = UInt8(ascii: "{")
    bytes.append(UInt8(ascii: "}"))
  }
}

// MARK: - Values

extension ReviewEncoder {
  private func append(
    _ encodings: [FieldEncoding], _ row: UnsafePointer<Slot>, _ values: ReviewValues, _ bytes: ByteBuffer
  ) {
    let prefixes = UnsafePointer(order.prefixes.base)
    for index in encodings.indices {
      let encoding = encodings[index]
      let slot = row[encoding.field]
      if slot.isEmpty { continue }
      appendPrefix(prefixes + encoding.prefixOffset, encoding.prefixLength, bytes)
      switch encoding.type {
      case .string, .dateTime: appendString(first(of: slot, values), values, bytes)
      case .integer, .number, .boolean:
        let value = first(of: slot, values)
        bytes.append(values.start(of: value), count: value.length)
      case .list: appendList(slot, values, bytes)
      }
    }
  }

  /// Copies a vector of the prefix and what is behind it, which is quicker than a call for its few bytes.
  @inline(__always)
  private func appendPrefix(_ prefix: UnsafePointer<UInt8>, _ length: Int, _ bytes: ByteBuffer) {
    guard length <= EncodingOrder.prefixPadding else { return bytes.append(prefix, count: length) }
    bytes.reserve(EncodingOrder.prefixPadding)
    let vector = UnsafeRawPointer(prefix).loadUnaligned(as: SIMD32<UInt8>.self)
    UnsafeMutableRawPointer(bytes.base + bytes.count).storeBytes(of: vector, as: SIMD32<UInt8>.self)
    bytes.count &+= length
  }

  /// The slot itself, or the first element of a list: a field that is no list takes one value.
  @inline(__always)
  private func first(of slot: Slot, _ values: ReviewValues) -> Slot {
    guard slot.isList else { return slot }
    return slot.length > 0 ? values.elements[slot.start] : .missing
  }

  @inline(__always)
  private func appendString(_ slot: Slot, _ values: ReviewValues, _ bytes: ByteBuffer) {
    bytes.append(UInt8(ascii: "\""))
    bytes.appendJSONText(values.start(of: slot), count: slot.length)
    bytes.append(UInt8(ascii: "\""))
  }

  private func appendList(_ slot: Slot, _ values: ReviewValues, _ bytes: ByteBuffer) {
    guard slot.isList else { return appendArray([slot], values, bytes) }
    appendArray(values.elements[slot.start..<slot.start + slot.length], values, bytes)
  }

  private func appendArray(_ elements: some Sequence<Slot>, _ values: ReviewValues, _ bytes: ByteBuffer) {
    let start = bytes.count
    for element in elements where element.kind != .missing && element.kind != .null {
      bytes.append(UInt8(ascii: ","))
      appendString(element, values, bytes)
    }
    if bytes.count == start { bytes.append(UInt8(ascii: ",")) }
    bytes.base[start] = UInt8(ascii: "[")
    bytes.append(UInt8(ascii: "]"))
  }
}
