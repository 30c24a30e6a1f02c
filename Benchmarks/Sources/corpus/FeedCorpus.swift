/// The corpus in the shape of Bazaarvoice's Standard Client Feed.
///
/// There, reviews lie inside their product. So that products stay scattered over the file, reviews are taken some
/// thousand at a time and grouped within these: a product that is reviewed often has many `Product` elements.
enum FeedCorpus {
  /// Reviews that are grouped together.
  private static let windowSize = 4096

  static func write(_ count: Int, of generator: ReviewGenerator, to output: OutputBuffer) {
    let (review, bytes) = (Review(), output.bytes)
    bytes.append(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Feed xmlns="http://www.bazaarvoice.com/xs/PRR/StandardClientFeed/14.7" name="corpus" extractDate="2024-08-01T00:00:00.000Z">

      """)
    for start in stride(from: 0, to: count, by: windowSize) {
      write(start..<min(start + windowSize, count), of: generator, review, to: output)
    }
    bytes.append("</Feed>\n")
  }

  private static func write(
    _ window: Range<Int>, of generator: ReviewGenerator, _ review: Review, to output: OutputBuffer
  ) {
    let bytes = output.bytes
    var open: Int?
    for (product, index) in grouped(window, of: generator) {
      if product != open {
        if open != nil { bytes.append("  </Reviews>\n </Product>\n") }
        appendProduct(product, to: bytes)
        open = product
      }
      generator.make(index, into: review)
      append(review, to: bytes)
      output.flushIfFull()
    }
    if open != nil { bytes.append("  </Reviews>\n </Product>\n") }
  }

  /// The reviews of a window by product; products in an order that means nothing.
  private static func grouped(
    _ window: Range<Int>, of generator: ReviewGenerator
  ) -> [(product: Int, index: Int)] {
    let reviews = window.map { (product: generator.product(of: $0), index: $0) }
    return reviews.sorted { first, second in
      let (a, b) = (mixed(first.product), mixed(second.product))
      return a == b ? first.index < second.index : a < b
    }
  }

  /// One to one, so that two products never fall together.
  private static func mixed(_ product: Int) -> UInt64 { UInt64(product) &* 0x9E37_79B9_7F4A_7C15 }

  private static func appendProduct(_ product: Int, to bytes: Bytes) {
    bytes.append(" <Product id=\"")
    Review.appendSKU(product, to: bytes)
    bytes.append("\" removed=\"false\">\n  <Name>Product ")
    bytes.appendNumber(product)
    bytes.append("</Name>\n  <Reviews>\n")
  }

  private static func append(_ review: Review, to bytes: Bytes) {
    bytes.append("   <Review id=\"")
    bytes.appendNumber(review.id)
    bytes.append("\" removed=\"false\">\n    <ModerationStatus>")
    bytes.append(review.statusName)
    bytes.append("</ModerationStatus>\n    <UserProfileReference id=\"u")
    bytes.appendNumber(review.id)
    bytes.append("\">\n     <DisplayName>")
    appendText(review.author, to: bytes)
    bytes.append("</DisplayName>\n     <Anonymous>false</Anonymous>\n    </UserProfileReference>\n")
    appendContent(review, to: bytes)
    bytes.append("    <NumFeedbacks>")
    bytes.appendNumber(review.upVotes + review.downVotes)
    bytes.append("</NumFeedbacks>\n    <NumPositiveFeedbacks>")
    bytes.appendNumber(review.upVotes)
    bytes.append("</NumPositiveFeedbacks>\n    <NumNegativeFeedbacks>")
    bytes.appendNumber(review.downVotes)
    bytes.append("</NumNegativeFeedbacks>\n    <DisplayLocale>")
    bytes.append(review.locale)
    bytes.append("</DisplayLocale>\n    <SubmissionTime>")
    bytes.append(review.date)
    bytes.append("</SubmissionTime>\n    <Badges>\n     <Badge><Name>verified</Name><Value>")
    bytes.append(review.verifiedName)
    bytes.append("</Value></Badge>\n    </Badges>\n   </Review>\n")
  }

  private static func appendContent(_ review: Review, to bytes: Bytes) {
    bytes.append("    <RatingsOnly>false</RatingsOnly>\n")
    if review.title.count > 0 {
      bytes.append("    <Title>")
      appendText(review.title, to: bytes)
      bytes.append("</Title>\n")
    }
    bytes.append("    <ReviewText>")
    appendText(review.text, to: bytes)
    bytes.append("</ReviewText>\n    <Rating>")
    bytes.appendNumber(review.score)
    bytes.append("</Rating>\n    <RatingRange>5</RatingRange>\n")
  }

  private static func appendText(_ field: Bytes, to bytes: Bytes) {
    bytes.reserve(5 * field.count)
    for index in 0..<field.count {
      let byte = field.base[index]
      switch byte {
      case 0x26: bytes.append("&amp;")
      case 0x3C: bytes.append("&lt;")
      default: bytes.push(byte)
      }
    }
  }
}
