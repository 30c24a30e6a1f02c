/// The corpus as RFC 4180: fields are quoted where they must be.
enum CSVCorpus {
  static let header: StaticString =
    "review_id,sku,status,score,title,text,author,submitted_at,up_votes,down_votes,verified,locale\n"

  static func write(_ count: Int, of generator: ReviewGenerator, to output: OutputBuffer) {
    let (review, bytes) = (Review(), output.bytes)
    bytes.append(header)
    for index in 0..<count {
      generator.make(index, into: review)
      append(review, to: bytes)
      output.flushIfFull()
    }
  }

  private static func append(_ review: Review, to bytes: Bytes) {
    bytes.appendNumber(review.id)
    bytes.append(",")
    Review.appendSKU(review.product, to: bytes)
    bytes.append(",")
    bytes.append(review.statusName)
    bytes.append(",")
    bytes.appendNumber(review.score)
    bytes.append(",")
    appendField(review.title, to: bytes)
    bytes.append(",")
    appendField(review.text, to: bytes)
    bytes.append(",")
    appendField(review.author, to: bytes)
    bytes.append(",")
    bytes.append(review.date)
    bytes.append(",")
    bytes.appendNumber(review.upVotes)
    bytes.append(",")
    bytes.appendNumber(review.downVotes)
    bytes.append(",")
    bytes.append(review.verifiedName)
    bytes.append(",")
    bytes.append(review.locale)
    bytes.append("\n")
  }

  private static func appendField(_ field: Bytes, to bytes: Bytes) {
    guard needsQuotes(field) else { return bytes.append(field) }
    bytes.reserve(2 * field.count + 2)
    bytes.push(0x22)
    for index in 0..<field.count {
      let byte = field.base[index]
      if byte == 0x22 { bytes.push(0x22) }
      bytes.push(byte)
    }
    bytes.push(0x22)
  }

  private static func needsQuotes(_ field: Bytes) -> Bool {
    for index in 0..<field.count {
      let byte = field.base[index]
      if byte == 0x22 || byte == 0x2C || byte == 0x0A { return true }
    }
    return false
  }
}
