import Foundation

/// Numbers of a report, the same in every locale.
enum ReportFigures {
  /// With one decimal, never `0.0 %` of something nor `100.0 %` of less than all.
  static func share(_ part: Int, of all: Int) -> String {
    guard all > 0 else { return "–" }
    var tenths = Int((Double(part) * 1000 / Double(all)).rounded())
    if part > 0 { tenths = max(tenths, 1) }
    if part < all { tenths = min(tenths, 999) }
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// A length in a drawing, with two decimals.
  static func length(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100)" + (rest == 0 ? "" : ".\(rest < 10 ? "0" : "")\(rest)")
  }

  /// `0.4 ms`, `12 ms`, `1.3 s`, `2 min 3 s`.
  static func time(milliseconds: Double) -> String {
    if milliseconds < 10 { return "\(length((milliseconds * 10).rounded() / 10)) ms" }
    if milliseconds < 1000 { return "\(Int(milliseconds.rounded())) ms" }
    return SubmitText.time(milliseconds / 1000)
  }

  /// The next round number: the end of an axis.
  static func axisEnd(_ value: Double) -> Double {
    guard value > 0 else { return 1 }
    let decade = pow(10, log10(value).rounded(.down))
    // Steps of which half is a number of few digits too, for the line in the middle.
    let steps = value < 10 ? [1, 2, 4, 6, 8, 10] : [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10]
    return steps.map { $0 * decade }.first { $0 >= value * 0.999_999 } ?? 10 * decade
  }
}
