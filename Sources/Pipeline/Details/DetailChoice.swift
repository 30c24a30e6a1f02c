import Delivery
import Records

/// That a run is to count what its report shows besides the counts that every run has.
public struct DetailChoice: Sendable, Equatable {
  /// Whether examples may show what reviewers wrote.
  public var showsValues: Bool

  public init(showsValues: Bool) { self.showsValues = showsValues }
}

/// What a run has counted for its report; its size does not grow with the input.
public struct RunDetails: Sendable, Equatable {
  /// Examples that are kept of each reason.
  static let examplesPerReason = 3

  /// The command as it was typed: `convert`, `rejects retry`.
  public var command = ""
  /// The version of this program.
  public var tool = ""
  /// Whether it was sent to an emulator only.
  public var isRehearsal = false
  /// Whether examples show what reviewers wrote.
  public var showsValues = false
  /// Scores and months; nil where no record was read, as of a converted set.
  public var reviews: ReviewTally?
  /// The products with the most reviews; nil where nobody saw all.
  public var products: TopProducts?
  /// By the index of the condition.
  public var filtered: [[RecordExample]] = []
  public var rejected: [ProblemCode: [RecordExample]] = [:]
  /// What the catalog said of the products; nil where it was not asked.
  public var catalog: CatalogTally?
  /// Nil where nothing was to be sent.
  public var delivery: DeliveryTimeline?

  public init() {}

  /// Of a run that reads no records.
  public init(ofSet choice: DetailChoice) { showsValues = choice.showsValues }

  init(_ choice: DetailChoice, conditions: Int) {
    showsValues = choice.showsValues
    reviews = ReviewTally()
    filtered = Array(repeating: [], count: conditions)
  }
}

/// A record that a reason was met by.
public struct RecordExample: Sendable, Equatable, Codable {
  /// Characters of a record that are shown where values are.
  static let shownCharacters = 400

  /// As the user named the input.
  public var file: String
  public var line: Int?
  public var record: Int
  public var field: String?
  public var sentence: String?
  /// The record's own text, cut; only where values are shown.
  public var raw: String?

  init(file: String, _ origin: RowOrigin) {
    self.file = file
    line = origin.line > 0 ? origin.line : nil
    record = origin.record
  }

  init(_ record: RejectedRecord, showsValues: Bool) {
    self.init(file: record.file, record.origin)
    field = record.problem.field
    let sentence = record.problem.sentence
    self.sentence =
      showsValues ? sentence.text(showingValues: true) : sentence.textForOthers(field: record.problem.field)
    guard showsValues, let bytes = record.raw else { return }
    // A character takes four bytes at most, so that a record of megabytes is not decoded for its beginning.
    let text = String(decoding: bytes.prefix(Self.shownCharacters * 4), as: UTF8.self)
    raw = String(text.unicodeScalars.prefix(Self.shownCharacters))
  }
}
