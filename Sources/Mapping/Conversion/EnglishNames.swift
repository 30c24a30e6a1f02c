/// English names of months and days, in any case, whole or abbreviated.
enum EnglishNames {
  static let months: [StaticString] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
  ]
  static let weekdays: [StaticString] = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  /// 1…12 for the whole name, its first three letters, or `Sept`.
  static func month(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
    index(of: word, in: months).map { $0 + 1 } ?? (word.isWord("sept") ? 9 : nil)
  }

  /// 1 Monday … 7 for the whole name, its first three letters, or `Tues`, `Wednes`, `Thur`, `Thurs`.
  static func weekday(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
    if let index = index(of: word, in: weekdays) { return index + 1 }
    if word.isWord("tues") { return 2 }
    if word.isWord("wednes") { return 3 }
    return word.isWord("thur") || word.isWord("thurs") ? 4 : nil
  }

  private static func index(of word: UnsafeBufferPointer<UInt8>, in names: [StaticString]) -> Int? {
    guard word.count >= 3 else { return nil }
    for (index, name) in names.enumerated() where word[0] | 0x20 == name.utf8Start.pointee {
      let length = word.count
      guard length == 3 || length == name.utf8CodeUnitCount else { continue }
      var same = 1
      while same < length, word[same] | 0x20 == name.utf8Start[same] { same += 1 }
      if same == length { return index }
    }
    return nil
  }
}
