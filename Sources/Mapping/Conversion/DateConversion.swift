import Records

/// Why a text gives no point in time.
enum DateFault: Error, Equatable {
  /// It fits none of the formats, or names a day or time that does not exist.
  case unreadable
  /// It has a time of day but no zone, and the mapping names none.
  case noZone
}

/// Reads dates in the formats that a mapping lists, in their order; the first that fits wins.
///
/// A format is `iso8601`, `epoch_s`, `epoch_ms`, `epoch`, or a pattern. Day and month are never guessed:
/// the pattern says which is which. Blanks around the text do not count, a blank in a pattern stands for
/// one or more in the text, and every other character outside of the letters must be met as it is. A zone
/// in the text wins over the zone of the mapping; so does a quoted `UTC`, `GMT` or `Z` in a pattern. A
/// weekday that does not fit the day makes a text unreadable. Fractions are cut at nanoseconds.
struct DateConversion: Sendable {
  private let formats: [DateFormat]
  private let zone: ZoneRule
  private let pivot: Int
  private let readsISO8601First: Bool

  /// Two-digit years below `pivot` are in the 2000s, the others in the 1900s.
  ///
  /// A fault's index is that of the format, or -1 for the time zone or the pivot.
  init(formats names: [String], timeZone: String?, pivot: Int) throws(ConversionFault) {
    guard (0...100).contains(pivot) else {
      throw ConversionFault(sentence: "pivot \(pivot), expected 0 to 100", index: -1)
    }
    guard !names.isEmpty else {
      throw ConversionFault(sentence: "no date format, expected at least one", index: -1)
    }
    var formats: [DateFormat] = []
    for (index, name) in names.enumerated() { formats.append(try DateFormat(name, index: index)) }
    self.formats = formats
    readsISO8601First = if case .iso8601 = formats[0] { true } else { false }
    self.zone = try ZoneRule(timeZone)
    self.pivot = pivot
  }

  /// Whether a text is the very one that comes of reading and writing it: `2024-05-01T10:00:00Z`.
  func keeps(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    readsISO8601First && RFC3339Text.isCanonical(text)
  }

  func parse(_ text: UnsafeBufferPointer<UInt8>) -> Result<Instant, DateFault> {
    let text = text.withoutBlankEnds
    var fault = DateFault.unreadable
    for index in 0..<formats.count {
      switch formats[index].parse(text, zone: zone, pivot: pivot) {
      case .success(let instant): return .success(instant)
      case .failure(.noZone): fault = .noZone
      case .failure(.unreadable): break
      }
    }
    return .failure(fault)
  }

  /// Appends RFC 3339 in UTC with `Z`; a fraction only where it is not zero, without zeros at its end.
  static func appendRFC3339(_ instant: Instant, to out: ByteBuffer) { instant.appendRFC3339(to: out) }
}

/// One checked format.
enum DateFormat: Sendable {
  case iso8601
  case epoch(EpochText.Unit)
  case pattern(DatePattern)

  static let names = ["iso8601", "epoch_s", "epoch_ms", "epoch"]

  init(_ name: String, index: Int) throws(ConversionFault) {
    switch name {
    case "iso8601": self = .iso8601
    case "epoch_s": self = .epoch(.seconds)
    case "epoch_ms": self = .epoch(.milliseconds)
    case "epoch": self = .epoch(.byMagnitude)
    default:
      do throws(ConversionFault) {
        self = .pattern(try DatePattern(name))
      } catch {
        throw Self.fault(name, error.sentence, index)
      }
    }
  }

  private static func fault(_ name: String, _ sentence: String, _ index: Int) -> ConversionFault {
    guard let nearest = NearestName.of(name, among: names) else {
      return ConversionFault(sentence: "date format \(Quotation.quote(name)): \(sentence)", index: index)
    }
    return ConversionFault(
      sentence: "unknown date format \(Quotation.quote(name)); did you mean \(Quotation.quote(nearest))?",
      index: index)
  }

  @inline(__always)
  func parse(_ text: UnsafeBufferPointer<UInt8>, zone: ZoneRule, pivot: Int) -> Result<Instant, DateFault> {
    let fields: DateFields?
    switch self {
    case .iso8601: fields = ISO8601.read(text)
    case .pattern(let pattern): fields = pattern.read(text, pivot: pivot)
    case .epoch(let unit):
      guard let instant = EpochText.read(text, unit) else { return .failure(.unreadable) }
      return .success(instant)
    }
    guard let fields else { return .failure(.unreadable) }
    return fields.instant(in: zone)
  }
}
