import Readers
import Records

/// An export that is open, its form known and its columns bound.
struct CatalogInput {
  /// As it is named in problems.
  let file: String
  let reader: any RecordReader
  let slotCount: Int
  /// The keys that it shows, and where their values are in a row.
  let keys: [WantedKey]

  /// - Parameters:
  ///   - asked: Keys that were asked for; nil takes the usual ones and those of the catalog.
  ///   - known: Names of the keys that the catalog has.
  ///   - progress: Is told of the bytes that are read.
  init(
    _ path: String, asked: [ImportKey]?, known: [String], progress: ProgressCounters? = nil
  ) throws(Problem) {
    // The form is not known before the file is open; a format of no name takes any text.
    let any = SourceOptions(format: CatalogImporter.format.name)
    let source = SniffedSource(
      try InputOpener.open(
        path, options: any, format: any.format,
        observer: progress.map { progress in { progress.read(bytes: $0.count) } }))
    try self.init(source, file: InputOpener.displayName(path), asked: asked, known: known)
  }

  init(_ source: SniffedSource, file: String, asked: [ImportKey]?, known: [String]) throws(Problem) {
    if FileKindSniffer.textKind(source.bytes) == .xml { throw ImportProblem.xml(file) }
    let shape = CatalogShape(source.bytes)
    let columns = CatalogColumns(shape, asked: asked, known: known)
    guard let format = ReaderRegistry.format(named: shape.format) else {
      throw Problem("catalog.format", .error, "the format \(quoted: shape.format) is not built in")
    }
    self.file = file
    slotCount = columns.selectors.count
    reader = try format.makeReader(
      ReaderInput(
        source: source, options: shape.options, selectors: SelectorSet(selectors: columns.selectors),
        file: file))
    keys = try columns.shown(by: try reader.bind(), file: file)
  }
}
