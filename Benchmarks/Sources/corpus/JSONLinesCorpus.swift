/// The corpus as JSON Lines, with a nested product and reviewer; an empty title is `null`.
enum JSONLinesCorpus {
  static func write(_ count: Int, of generator: ReviewGenerator, to output: OutputBuffer) {
    let review = Review()
    for index in 0..<count {
      generator.make(index, into: review)
      append(review, to: output.bytes)
      output.flushIfFull()
    }
  }

  private static func append(_ review: Review, to bytes: Bytes) {
    bytes.append("{\"id\":")
    bytes.appendNumber(review.id)
    bytes.append(",\"status\":\"")
    bytes.append(review.statusName)
    bytes.append("\",\"product\":{\"sku\":\"")
    Review.appendSKU(review.product, to: bytes)
    bytes.append("\",\"catalog\":\"main\"},\"rating\":")
    bytes.appendNumber(review.score)
    bytes.append(",\"title\":")
    if review.title.count == 0 { bytes.append("null") } else { appendString(review.title, to: bytes) }
    bytes.append(",\"content\":")
    appendString(review.text, to: bytes)
    bytes.append(",\"reviewer\":{\"name\":")
    appendString(review.author, to: bytes)
    bytes.append(",\"verified\":")
    bytes.append(review.verifiedName)
    bytes.append(",\"locale\":\"")
    bytes.append(review.locale)
    bytes.append("\"},\"created_at\":\"")
    bytes.append(review.date)
    bytes.append("\",\"votes\":{\"up\":")
    bytes.appendNumber(review.upVotes)
    bytes.append(",\"down\":")
    bytes.appendNumber(review.downVotes)
    bytes.append("},\"images\":[],\"source\":\"web\"}\n")
  }

  private static func appendString(_ field: Bytes, to bytes: Bytes) {
    bytes.reserve(2 * field.count + 2)
    bytes.push(0x22)
    for index in 0..<field.count {
      let byte = field.base[index]
      if byte == 0x22 || byte == 0x0A { bytes.push(0x5C) }
      bytes.push(byte == 0x0A ? 0x6E : byte)
    }
    bytes.push(0x22)
  }
}
