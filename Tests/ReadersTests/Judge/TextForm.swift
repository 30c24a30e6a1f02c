import TestSupport

/// An encoding in which a random file is written, and what a reader must be told of it.
struct TextForm: Sendable {
  enum Encoding: Sendable {
    case utf8, utf16LittleEndian, utf16BigEndian, latin1, windows1252
  }

  var encoding: Encoding
  var hasMark = false

  static let all: [TextForm] = [
    TextForm(encoding: .utf8), TextForm(encoding: .utf8), TextForm(encoding: .utf8),
    TextForm(encoding: .utf8, hasMark: true), TextForm(encoding: .utf16LittleEndian),
    TextForm(encoding: .utf16LittleEndian, hasMark: true), TextForm(encoding: .utf16BigEndian),
    TextForm(encoding: .utf16BigEndian, hasMark: true), TextForm(encoding: .latin1),
    TextForm(encoding: .windows1252),
  ]

  /// The name of the `encoding` option; nil where the file tells it.
  func option(_ random: inout SeededRandom) -> String? {
    switch encoding {
    case .utf8: random.pick(["utf-8", nil])
    case .utf16LittleEndian: hasMark ? random.pick(["utf-16", "utf-16le", nil]) : "utf-16le"
    case .utf16BigEndian: hasMark ? random.pick(["utf-16", "utf-16be", nil]) : "utf-16be"
    case .latin1: "iso-8859-1"
    case .windows1252: "windows-1252"
    }
  }

  /// What the encoding has besides ASCII.
  var pieces: [String] {
    switch encoding {
    case .utf8, .utf16LittleEndian, .utf16BigEndian: Pieces.latin + Pieces.windows + Pieces.wide
    case .latin1: Pieces.latin + ["\u{85}", "\u{80}"]
    case .windows1252: Pieces.latin + Pieces.windows
    }
  }

  func encode(_ text: String) -> [UInt8] {
    switch encoding {
    case .utf8: (hasMark ? [0xEF, 0xBB, 0xBF] : []) + Array(text.utf8)
    case .utf16LittleEndian: utf16Bytes(text, withMark: hasMark)
    case .utf16BigEndian: utf16Bytes(text, isBigEndian: true, withMark: hasMark)
    case .latin1: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    case .windows1252: text.unicodeScalars.map(Self.windows1252)
    }
  }

  private static func windows1252(_ scalar: UnicodeScalar) -> UInt8 {
    switch scalar {
    case "€": 0x80
    case "“": 0x93
    case "”": 0x94
    case "–": 0x96
    case "™": 0x99
    case "œ": 0x9C
    default: UInt8(truncatingIfNeeded: scalar.value)
    }
  }
}
