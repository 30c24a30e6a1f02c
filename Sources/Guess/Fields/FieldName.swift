/// Takes names of fields apart.
enum FieldName {
  /// `ReviewText`, `review_text` and `Review Text` are `review`, `text`.
  static func words(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var previous: Character?
    for character in name {
      let isJoin = !(character.isLetter || character.isNumber)
      let isHump = character.isUppercase && previous?.isLowercase == true
      if isJoin || isHump {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      if !isJoin { word += folded(character) }
      previous = character
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  static func joined(_ name: String) -> String { words(name).joined() }

  static func withoutReview(_ joined: String) -> String {
    for word in ["review", "bewertung", "produkt", "avis", "cf"]
    where joined.hasPrefix(word) && joined.count > word.count + 2 {
      return String(joined.dropFirst(word.count))
    }
    return joined
  }

  private static func folded(_ character: Character) -> String {
    let lower = character.lowercased()
    guard let plain = accents[lower] else { return lower }
    return plain
  }

  /// Letters of Latin alphabets and what they are without their marks.
  private static let accents: [String: String] = {
    var table: [String: String] = ["ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"]
    let groups = [
      "a": "áàâäãåăą", "c": "çćč", "d": "ď", "e": "éèêëěę", "i": "íìîï", "n": "ñńň", "o": "óòôöõő", "r": "řŕ",
      "s": "śšş",
      "t": "ťţ", "u": "úùûüůű", "y": "ýÿ", "z": "źžż",
    ]
    for (plain, letters) in groups { for letter in letters { table[String(letter)] = plain } }
    return table
  }()
}
