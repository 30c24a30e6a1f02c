import Emulator
import Foundation
import Records

/// What PIM users would see after a rehearsed submission.
enum RehearsalText {
  static func text(_ state: EmulatorSnapshot, hasCatalog: Bool, format: ProblemFormat) -> String {
    switch format {
    case .json: json(state, hasCatalog: hasCatalog)
    case .text: text(state, hasCatalog: hasCatalog)
    }
  }

  private struct Line: Encodable {
    var event = "rehearsal"
    var catalog: Bool
    var stored: Int
    var unmatched: Int
    var unmatched_products: [String]
    var refused: Int
    var refusals: [String]
  }

  static func json(_ state: EmulatorSnapshot, hasCatalog: Bool) -> String {
    let line = Line(
      catalog: hasCatalog, stored: state.stored, unmatched: state.unmatched,
      unmatched_products: state.unmatchedProducts, refused: state.rejected, refusals: state.rejections)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and whole numbers always encode.
    guard let data = try? encoder.encode(line) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  static func text(_ state: EmulatorSnapshot, hasCatalog: Bool) -> String {
    var text = "rehearsal  PIM users would see \(Numerals.counted(state.stored, "review"))"
    text += hasCatalog ? "\n" : "; without '--catalog' every product was taken to exist\n"
    if state.unmatched > 0 {
      text +=
        "unmatched  \(Numerals.counted(state.unmatched, "review")) of products that the catalog does not have: "
      text += "PX Insights would drop them and tell nobody\n"
      text += list(state.unmatchedProducts)
    }
    if state.rejected > 0 {
      text += "refused    \(Numerals.counted(state.rejected, "review")) in bodies that broke a rule\n"
      text += list(state.rejections)
    }
    return text
  }

  private static func list(_ lines: [String]) -> String {
    lines.map { "  \(Quotation.escape($0))\n" }.joined()
  }
}
