import Records

/// A problem code and what it says, for the documentation.
public struct ProblemCodeDescription: Sendable {
  public var code: ProblemCode
  public var summary: String

  init(_ code: ProblemCode, _ summary: String) {
    self.code = code
    self.summary = summary
  }
}

/// Every code of this stage.
///
/// Codes are matched by scripts and must not change.
public enum MappingCodes {
  public static let all = document + records

  private static let document: [ProblemCodeDescription] = [
    ProblemCodeDescription("mapping.yaml", "The file is empty or not YAML."),
    ProblemCodeDescription("mapping.size", "The file is too large, too deep, or has too many values."),
    ProblemCodeDescription("mapping.unknown-key", "A key, expected field or label does not exist."),
    ProblemCodeDescription("mapping.missing-key", "A required key is absent."),
    ProblemCodeDescription("mapping.duplicate-key", "A key is given twice."),
    ProblemCodeDescription("mapping.wrong-type", "A value has another shape than its key accepts."),
    ProblemCodeDescription("mapping.conflict", "Two keys exclude each other, or one has no effect here."),
    ProblemCodeDescription("mapping.selector", "A selector is not one of the source's format."),
    ProblemCodeDescription("mapping.unknown-column", "A selector names no column of the file."),
    ProblemCodeDescription("mapping.pattern", "A regular expression does not compile."),
    ProblemCodeDescription("mapping.replacement", "A replacement names a group that its expression lacks."),
    ProblemCodeDescription("mapping.template", "A template has unbalanced braces or no selector."),
    ProblemCodeDescription("mapping.date-format", "A date format is unknown or cannot be read."),
    ProblemCodeDescription("mapping.ambiguous-dates", "Two formats read the same text as different days."),
    ProblemCodeDescription("mapping.time-zone", "A time zone is unknown."),
    ProblemCodeDescription("mapping.age", "An age is neither a number with a unit nor a day."),
    ProblemCodeDescription(
      "mapping.range", "A scale, range, label or separator has a value that cannot work."),
    ProblemCodeDescription("mapping.lookup-file", "A lookup file is absent, unreadable or lacks a column."),
  ]

  private static let records: [ProblemCodeDescription] = RecordFault.allCases.map {
    ProblemCodeDescription(RecordProblem.code(of: $0), summary(of: $0))
  }

  private static func summary(of fault: RecordFault) -> String {
    switch fault {
    case .externalIDMissing: "A review has no external_id."
    case .scoreMissing: "A review has no score."
    case .scoreNotANumber: "A score is not a number."
    case .scoreFraction: "A score is not whole, and the mapping rounds nothing."
    case .scoreRange: "A score is outside of 1 to 5, or of the mapping's scale."
    case .scoreNotInTable: "A score is a word that the table does not have."
    case .scoreScale: "The record's own lowest and highest score are no scale."
    case .dateUnreadable: "A date fits no format, or does not exist."
    case .dateNoZone: "A date has no zone, and the mapping names none."
    case .originMissing: "A product has no origin."
    case .noIdentifier: "A product has neither uuid, model code nor metadata."
    case .uuid: "A product's uuid is no UUID."
    case .productType: "A product's type is neither `product` nor `product_model`."
    case .required: "A value that the mapping requires is empty."
    case .mismatch: "A value does not match what the mapping asks for."
    case .notAnInteger: "A value is not a whole number."
    case .negative: "A count of votes is negative."
    case .notANumber: "A value is not a number."
    case .notABoolean: "A value is neither true nor false."
    case .lookup: "A value is not in the lookup table, and the mapping rejects that."
    case .object: "A value is an object where text is expected."
    case .urlEncoding: "The %-codes of a value are not UTF-8."
    case .patternLimit: "A value takes too long to compare with a regular expression."
    case .tooLong: "A value is longer than can be held."
    case .fanOut: "The reviews that `each` makes of one record take more memory than a record may."
    }
  }
}
