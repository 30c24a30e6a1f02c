import Records

/// What is known of a fault when its record is rejected.
struct FaultContext {
  var position: SourcePosition
  /// The value as the mapping names it: `review.score`.
  var path: String
  var sources: [String]
  var found: String
  /// Whether what was found is review text.
  var isPrivate: Bool
  /// Whether the mapping converts the score by a scale of its own.
  var isOwnScale: Bool
  /// Where the mapping takes the value.
  var note: SourcePosition?
}

/// The sentences of this stage about records: one for each fault.
enum RecordProblem {
  static func problem(_ fault: RecordFault, _ context: FaultContext) -> Problem {
    let notes = context.note.map {
      [ProblemNote(position: $0, sentence: "\(Quotation.quote(context.path)) is made here")]
    }
    return Problem(
      code(of: fault), at: context.position, field: context.path, sentence(fault, context),
      fix: fix(fault, context), notes: notes ?? [])
  }

  static func code(of fault: RecordFault) -> ProblemCode {
    switch fault {
    case .externalIDMissing: "review.external-id-missing"
    case .scoreMissing: "score.missing"
    case .scoreNotANumber: "score.not-a-number"
    case .scoreFraction: "score.fraction"
    case .scoreRange: "score.range"
    case .scoreNotInTable: "score.not-in-table"
    case .scoreScale: "score.scale"
    case .dateUnreadable: "date.unreadable"
    case .dateNoZone: "date.no-zone"
    case .originMissing: "product.origin-missing"
    case .noIdentifier: "product.no-identifier"
    case .uuid: "product.uuid"
    case .productType: "product.type"
    case .required: "value.required"
    case .mismatch: "value.mismatch"
    case .notAnInteger: "value.not-an-integer"
    case .negative: "value.negative"
    case .notANumber: "value.not-a-number"
    case .notABoolean: "value.not-a-boolean"
    case .lookup: "value.lookup"
    case .object: "value.kind"
    case .urlEncoding: "value.url-encoding"
    case .patternLimit: "value.pattern-limit"
    case .tooLong: "value.too-long"
    case .fanOut: "each.too-large"
    }
  }

  private static func sentence(_ fault: RecordFault, _ context: FaultContext) -> Sentence {
    let what = subject(context)
    let found = Found(context.found, isPrivate: context.isPrivate)
    return switch fault {
    case .externalIDMissing: "\(what) is empty, but each review needs an external_id; record rejected"
    case .scoreMissing: "\(what) is empty, but each review needs a score; record rejected"
    case .scoreNotANumber: "\(what) is \(found), but a score is a number; record rejected"
    case .scoreFraction: "\(what) is \(found), which gives no whole score; record rejected"
    case .scoreRange:
      context.isOwnScale
        ? "\(what) is \(found), which is outside of the mapping's scale; record rejected"
        : "\(what) is \(found), but a score is between 1 and 5; record rejected"
    case .scoreNotInTable: "\(what) is \(found), which the table of scores does not have; record rejected"
    case .scoreScale:
      "the scale of \(what) is \(found), which is not a lower and a higher number; record rejected"
    case .dateUnreadable: "\(what) is \(found), which no format of the mapping reads; record rejected"
    case .dateNoZone: "\(what) is \(found), a time without a zone; record rejected"
    case .originMissing: "\(what) is empty, but the product needs an origin; record rejected"
    case .noIdentifier: "\(all(context)) empty, so no product is identified; record rejected"
    case .uuid: "\(what) is \(found), but a UUID is expected; record rejected"
    case .productType: "\(what) is \(found), but 'product' or 'product_model' is expected; record rejected"
    case .required: "\(what) is empty, but \(quoted: context.path) is required; record rejected"
    case .mismatch: "\(what) is \(found), which 'matches' does not accept; record rejected"
    case .notAnInteger: "\(what) is \(found), but a whole number is expected; record rejected"
    case .negative: "\(what) is \(found), but votes cannot be negative; record rejected"
    case .notANumber: "\(what) is \(found), but a number is expected; record rejected"
    case .notABoolean: "\(what) is \(found), but true or false is expected; record rejected"
    case .lookup: "\(what) is \(found), which the lookup table does not have; record rejected"
    case .object: "\(what) is an object, but text is expected; record rejected"
    case .urlEncoding: "\(what) is \(found), whose %-codes are not UTF-8; record rejected"
    case .patternLimit: "\(what) takes too long to compare with a regular expression; record rejected"
    case .tooLong:
      "\(what) has \(context.found) bytes, but a value has at most \(Slot.maxLength); record rejected"
    case .fanOut:
      """
      the reviews made of one record take more than \(MappingExecutor.maxRecordBytes >> 20) MiB; \
      this one and those behind it rejected
      """
    }
  }

  private static func fix(_ fault: RecordFault, _ context: FaultContext) -> String? {
    switch fault {
    case .scoreFraction: "'round: half_up' would round it"
    case .scoreRange where !context.isOwnScale && isOfTenPoints(context.found):
      "'scale: {from: [1, 10]}' would convert a 10-point score"
    case .dateNoZone: "set 'time_zone' to the zone of the vendor's dates"
    default: nil
    }
  }

  private static func isOfTenPoints(_ found: String) -> Bool {
    Double(found).map { $0 > 5 && $0 <= 10 } ?? false
  }

  /// `'a'`, or `'a' or 'b'`; the mapping's own name where there is no selector.
  private static func subject(_ context: FaultContext) -> String {
    context.sources.isEmpty
      ? Quotation.quote(context.path) : MappingProblem.list(context.sources, last: "or")
  }

  private static func all(_ context: FaultContext) -> String {
    let names = context.sources.isEmpty ? [context.path] : context.sources
    return MappingProblem.list(names) + (names.count == 1 ? " is" : " are")
  }
}

/// A text from the record: shown, or kept private.
struct Found {
  var text: String
  var isPrivate: Bool

  init(_ text: String, isPrivate: Bool) {
    self.text = text
    self.isPrivate = isPrivate
  }
}

extension Sentence.StringInterpolation {
  /// Review text stays private, the rest is shown.
  mutating func appendInterpolation(_ found: Found) {
    if found.isPrivate {
      appendInterpolation(private: found.text)
    } else {
      appendInterpolation(quoted: found.text)
    }
  }
}
