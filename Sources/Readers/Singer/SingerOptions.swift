import Records

/// The `source:` options of the Singer format.
struct SingerOptions {
  /// Streams whose records are mapped.
  var streams: [String]
  /// How a record is read.
  var json: JSONOptions

  init(_ options: SourceOptions, _ problem: SingerProblem) throws(Problem) {
    streams = options.textList("streams") ?? []
    guard !streams.isEmpty, !streams.contains("") else { throw problem.noStreams() }
    json = JSONOptions(wholeRecords: options)
  }

  static let descriptions: [OptionDescription] =
    [
      OptionDescription(
        "streams", .textList, isRequired: true,
        "The streams whose records are mapped, as the tap names them; records of others are counted as "
          + "filtered.")
    ] + JSONOptions.descriptions.filter { $0.name != "records" }
}
