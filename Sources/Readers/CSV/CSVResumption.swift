/// Where a rejected record ends, and where reading goes on.
///
/// Behind an open quote it goes on at the line after the one in which the quote opened, so that a forgotten quote
/// costs a line and not the rest of the file. The bytes read in vain are read once more; the quotes among them are
/// all escaped or doubled, and none of these can open a quote that stays open: no byte is read in vain twice.
struct CSVResumption {
  /// Where the record's text ends.
  var contentEnd: Int
  var next: Int
  /// 1 where the rest of the line is not in sight and is passed over.
  var linesToSkip = 0

  /// Whether a line break lies between the record and what follows.
  var endsLine: Bool { linesToSkip == 0 && next > contentEnd }

  init(_ scan: CSVScan, _ window: CSVWindow) {
    contentEnd = scan.contentEnd
    next = scan.next
    switch scan.end {
    case .complete: break
    case .unfinished: skipLine()
    case .openQuote, .lostQuote:
      if let lineBreak = window.lineBreak(from: scan.openQuote, to: scan.contentEnd) {
        contentEnd = lineBreak
        next = window.behindLineBreak(lineBreak) ?? lineBreak + 1
      } else if contentEnd < window.end {
        skipLine()
      }
    }
  }

  private mutating func skipLine() {
    next = contentEnd
    linesToSkip = 1
  }
}
