/// Makes the n-th review of a seed: the same in every format, whatever was made before it.
final class ReviewGenerator {
  /// Mean length of a text is about 310 bytes: 24 and a share of this that is small for most.
  private static let longestText = 870
  /// 2015-01-01 in days since 1970, and how many days of reviews follow.
  private static let firstDay = 16_436
  private static let dayCount = 3_500

  private let seed: UInt64
  private let popularity: ProductPopularity
  private let vocabulary = Vocabulary()

  init(seed: UInt64, productCount: Int) {
    self.seed = seed
    popularity = ProductPopularity(count: productCount)
  }

  /// The product of a review, without the rest of it.
  func product(of index: Int) -> Int {
    var random = SplitMix(seed: seed, item: index)
    return popularity.draw(&random)
  }

  func make(_ index: Int, into review: Review) {
    var random = SplitMix(seed: seed, item: index)
    review.product = popularity.draw(&random)
    review.id = 100_000_000 + index
    setFacts(&random, of: review)
    let script = vocabulary.scripts[Vocabulary.scriptOfDraw[random.below(16)]]
    review.locale = script.locale
    setAuthor(&random, of: review)
    setDate(&random, of: review)
    setTitle(script, &random, of: review)
    setText(script, &random, of: review)
  }

  private func setFacts(_ random: inout SplitMix, of review: Review) {
    let bits = random.next()
    let state = share(of: 100, bits)
    review.status = state < 90 ? .approved : state < 95 ? .rejected : .pending
    let mood = share(of: 100, bits >> 16)
    review.score = mood < 55 ? 5 : mood < 75 ? 4 : mood < 85 ? 3 : mood < 91 ? 2 : 1
    review.upVotes = bits >> 32 & 3 == 0 ? Int(bits >> 34 & 0x3F) : 0
    review.downVotes = bits >> 40 & 7 == 0 ? Int(bits >> 43 & 7) : 0
    review.isVerified = bits >> 48 & 3 != 0
  }

  private func setAuthor(_ random: inout SplitMix, of review: Review) {
    let bits = random.next()
    review.author.removeAll()
    vocabulary.names.append(bits, to: review.author)
    review.author.append(" ")
    review.author.append(0x41 + UInt8(share(of: 26, bits >> 16)))
    review.author.append(".")
  }

  private func setDate(_ random: inout SplitMix, of review: Review) {
    let day = CivilDay(sinceEpoch: Self.firstDay + random.below(Self.dayCount))
    let second = random.below(86_400)
    let date = review.date
    date.removeAll()
    date.appendNumber(day.year, width: 4)
    date.append("-")
    date.appendNumber(day.month, width: 2)
    date.append("-")
    date.appendNumber(day.day, width: 2)
    date.append("T")
    date.appendNumber(second / 3600, width: 2)
    date.append(":")
    date.appendNumber(second / 60 % 60, width: 2)
    date.append(":")
    date.appendNumber(second % 60, width: 2)
    date.append("Z")
  }

  private func setTitle(_ script: Script, _ random: inout SplitMix, of review: Review) {
    review.title.removeAll()
    let bits = random.next()
    guard bits & 15 != 0 else { return }
    for word in 0..<(2 + Int(bits >> 4 & 3)) {
      if word > 0 { review.title.append(script.space) }
      script.words.append(random.next(), to: review.title)
    }
    Self.capitalize(review.title, at: 0)
    if bits >> 8 & 31 == 0 { review.title.append(", \"top\"!") }
  }

  /// Words up to a length that most often is short; one text in seven has line breaks, one in five quotes.
  private func setText(_ script: Script, _ random: inout SplitMix, of review: Review) {
    let bits = random.next()
    let squared = UInt64(share(of: Int(bits & 0xFFFF), bits))
    let length = 24 + share(of: Self.longestText, squared)
    let marks = Marks(
      hasBreaks: bits >> 16 & 0xFF < 37, hasQuotes: bits >> 24 & 0xFF < 51, hasMarkup: bits >> 32 & 0xFF < 13,
      hasEmoji: bits >> 40 & 0xFF < 31)
    let text = review.text
    text.removeAll()
    var isStart = true
    while text.count < length {
      isStart = appendWord(script, random.next(), marks, isStart: isStart, to: text)
    }
    if marks.hasEmoji { vocabulary.emoji.append(bits >> 48, to: text) }
  }

  /// What a text has besides words, commas and stops.
  private struct Marks {
    var hasBreaks: Bool
    var hasQuotes: Bool
    var hasMarkup: Bool
    var hasEmoji: Bool
  }

  /// Appends a word and what follows it; returns whether a sentence ended.
  @inline(__always)
  private func appendWord(
    _ script: Script, _ bits: UInt64, _ marks: Marks, isStart: Bool, to text: Bytes
  ) -> Bool {
    let start = text.count
    // The smaller of two choices: words at the front of the list come more often.
    let choice = min(bits & 0xFFFF, bits >> 16 & 0xFFFF)
    let isQuoted = marks.hasQuotes && bits >> 32 & 15 == 0
    if isQuoted { text.append(0x22) }
    script.words.append(choice, to: text)
    if isQuoted { text.append(0x22) }
    if isStart { Self.capitalize(text, at: start) }
    if marks.hasMarkup && bits >> 36 & 15 == 0 { text.append(bits >> 40 & 1 == 0 ? " & " : " <3 ") }
    let ending = bits >> 41 & 31
    if ending == 0 && marks.hasBreaks {
      text.append(0x0A)
      return true
    }
    if ending <= 2 {
      text.append(script.stop)
      return true
    }
    text.append(ending <= 5 ? script.comma : script.space)
    return false
  }

  /// Makes an ASCII letter upper case.
  @inline(__always) private static func capitalize(_ bytes: Bytes, at index: Int) {
    let byte = bytes.base[index]
    if byte >= 0x61 && byte <= 0x7A { bytes.base[index] = byte & 0xDF }
  }
}
