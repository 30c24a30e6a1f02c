/// All that is known of one field.
struct FieldProfile: Sendable {
  var field: SampleField
  var statistics: FieldStatistics
  var date: DateGuess?
  var score: ScoreGuess?
  var status: StatusGuess?

  init(_ field: SampleField) {
    self.field = field
    let statistics = FieldStatistics(field)
    self.statistics = statistics
    let isShort = statistics.filled > 0 && statistics.meanLength <= 60
    date = isShort && statistics.meanLength >= 6 ? DateGuess(statistics) : nil
    score = isShort && statistics.meanLength <= 24 ? ScoreGuess(statistics) : nil
    status = isShort ? StatusGuess(statistics) : nil
  }
}
