import Guess
import Readers
import Records

/// What `guess` looks at: the file that was named, or the first of the data in an archive.
struct GuessInput {
  /// What is opened.
  let path: String
  /// What the user types next: the archive, if it holds nothing else.
  let shown: String
  /// Which file of the archive it is; nil where it is none.
  let archive: String?

  /// What the files of an archive may be.
  private static let format = FormatDescription(
    name: "guess", summary: "Exports of any format.",
    fileExtensions: ReaderRegistry.descriptions.flatMap(\.fileExtensions), options: [],
    selectorFault: { _ in nil })

  init(_ argument: String) throws(Problem) {
    guard argument != "-", let search = try ArchiveSearch(argument, format: Self.format),
      let first = search.paths.first
    else {
      (path, shown, archive) = (argument, argument, nil)
      return
    }
    let names = search.paths.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    path = first
    shown = names.count == 1 ? argument : first
    archive =
      names.count == 1
      ? names[0]
      : "\(names[0]), the first of \(names.count) files of data (then \(names.dropFirst().prefix(3).joined(separator: ", "))\(names.count > 4 ? ", …" : ""))"
  }

  /// A record may be longer than what is usually looked at, or stand behind so much else.
  func guess(by guesser: Guesser) throws(Problem) -> GuessResult {
    let sample = try sample(limit: InputSample.defaultLimit)
    do throws(Problem) {
      return try guesser.guess(sample)
    } catch {
      guard error.code == "guess.no-records", !sample.isWhole, InputPlace(path).isRereadable else {
        throw error
      }
      return try guesser.guess(try self.sample(limit: InputSample.longLimit))
    }
  }

  private func sample(limit: Int) throws(Problem) -> InputSample {
    let source = try InputPlace(path).open()
    var sample = try InputSample(source, file: InputOpener.displayName(path), limit: limit)
    sample.archive = archive
    return sample
  }
}
