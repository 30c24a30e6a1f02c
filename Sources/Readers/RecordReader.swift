import Records

/// Turns the bytes of one file into batches of records.
///
/// A reader binds its selectors once and then fills, for each record, a flat row of slots. It knows
/// nothing of reviews. It is used by one thread.
public protocol RecordReader: AnyObject {
  /// Reads what precedes the records and binds the selectors; nil where the format has no header.
  ///
  /// Called once, before `read`. Throws where the file cannot be read at all.
  func bind() throws(Problem) -> Binding?

  /// Fills an empty batch with the next records; false when there was nothing left to read.
  ///
  /// A record that cannot be read goes to `batch.unreadable` and reading goes on behind it. What ends
  /// the file early (a cut archive, broken XML) is appended to `batch.fileProblems` as an error, after
  /// the records before it, and the next call returns false.
  func read(into batch: RecordBatch) -> Bool
}

/// What a reader is made from.
public struct ReaderInput {
  public var source: any ByteSource
  public var options: SourceOptions
  public var selectors: SelectorSet
  /// The file's name, for positions.
  public var file: String

  public init(source: any ByteSource, options: SourceOptions, selectors: SelectorSet, file: String) {
    self.source = source
    self.options = options
    self.selectors = selectors
    self.file = file
  }
}

/// One source format: what the mapping may say of it, and how to read it.
public struct ReaderFormat: Sendable {
  public var description: FormatDescription
  public var makeReader: @Sendable (ReaderInput) throws(Problem) -> any RecordReader

  public init(
    _ description: FormatDescription,
    makeReader: @escaping @Sendable (ReaderInput) throws(Problem) -> any RecordReader
  ) {
    self.description = description
    self.makeReader = makeReader
  }
}
