import TestSupport

/// Random choices that all generators make.
extension SeededRandom {
  mutating func chance(_ one: Int, in all: Int) -> Bool { int(in: 1...all) <= one }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[int(in: 0...elements.count - 1)] }

  /// A text of up to `longest` pieces.
  mutating func text(of pieces: [String], longest: Int) -> String {
    (0..<int(in: 0...longest)).map { _ in pick(pieces) }.joined()
  }
}

/// Pieces of text that readers have stumbled over.
enum Pieces {
  static let plain = ["a", "bc", "Hello", " ", "0", "7.5", "-", "_", "é", "x y"]
  static let latin = ["ü", "ß", "\u{A0}", "¿", "Ã©"]
  static let windows = ["€", "“", "”", "–", "™", "œ"]
  static let wide = ["ж", "漢字", "مرحبا", "😀", "\u{2028}", "\u{85}", "e\u{301}", "\u{FFFD}", "\u{10FFFF}"]
}
