import Records

/// Scores of words: `five` → 5, `★★★★` → 4.
struct ScoreTable: Sendable {
  private struct Word: Sendable {
    var start: Int
    var length: Int
    var score: Int
  }

  /// The words in lower case, one behind the other.
  private let bytes: [UInt8]
  private let words: [Word]

  init(_ table: [String: Int]) throws(ConversionFault) {
    var bytes: [UInt8] = []
    var words: [Word] = []
    var seen: Set<[UInt8]> = []
    for (word, score) in table.sorted(by: { $0.key < $1.key }) {
      guard (1...5).contains(score) else {
        throw ConversionFault(
          sentence: "score \(score) for \(Quotation.quote(word)), expected 1 to 5", index: -1)
      }
      let folded = Array(word.lowercased().utf8)
      guard seen.insert(folded).inserted else {
        throw ConversionFault(
          sentence: "\(Quotation.quote(word)) stands twice in the table, if case is ignored", index: -1)
      }
      words.append(Word(start: bytes.count, length: folded.count, score: score))
      bytes += folded
    }
    self.bytes = bytes
    self.words = words
  }

  /// The score of a word in any case, or nil.
  func score(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    if let score = find(text) { return score }
    guard text.contains(where: { $0 >= 0x80 }) else { return nil }
    var folded = String(decoding: text, as: UTF8.self).lowercased()
    return folded.withUTF8 { find($0) }
  }

  /// Compares ASCII letters in any case; tables have a handful of words, so a loop is the fastest index.
  private func find(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      for word in words where word.length == text.count {
        var index = 0
        while index < text.count, Self.folded(text[index]) == bytes[word.start + index] { index += 1 }
        if index == text.count { return word.score }
      }
      return nil
    }
  }

  @inline(__always) private static func folded(_ byte: UInt8) -> UInt8 {
    byte &- 65 < 26 ? byte | 0x20 : byte
  }
}
