import Records

/// How one output field is written: which slot, behind which bytes, in which form.
struct FieldEncoding {
  /// Column of the review batch.
  var field: Int
  var type: FieldType
  /// Range of the encoder's prefixes: `,"title":`, rendered once for the plan.
  var prefixOffset: Int
  var prefixLength: Int
}

/// The fields of a plan in the order in which a request has them.
struct EncodingOrder {
  var product: [FieldEncoding] = []
  var metadata: [FieldEncoding] = []
  var review: [FieldEncoding] = []
  let prefixes = ByteBuffer(capacity: 512)

  init(fields: [OutputField]) {
    product = encodings(fields, .product, first: RequestRules.productKeys)
    metadata = encodings(fields, .metadata, first: [])
    review = encodings(fields, .review, first: RequestRules.reviewKeys)
    prefixes.reserve(Self.prefixPadding)
  }

  /// Bytes behind a prefix that may be read with it.
  static let prefixPadding = MemoryLayout<SIMD32<UInt8>>.size

  /// The API's own keys first, in its order, then the others in the order of the plan.
  private func encodings(
    _ fields: [OutputField], _ place: OutputField.Place, first keys: [String]
  ) -> [FieldEncoding] {
    let columns = fields.indices.filter { fields[$0].place == place }
    let known = keys.compactMap { key in columns.first { fields[$0].name == key } }
    return (known + columns.filter { !known.contains($0) }).map { encoding(fields[$0], column: $0) }
  }

  private func encoding(_ field: OutputField, column: Int) -> FieldEncoding {
    let start = prefixes.count
    prefixes.append(",")
    prefixes.appendJSONString(field.name)
    prefixes.append(":")
    return FieldEncoding(
      field: column, type: field.type, prefixOffset: start, prefixLength: prefixes.count - start)
  }
}
