import Foundation
import Records

/// How the clock time of a value without a zone becomes a point in time.
enum ZoneRule: Sendable {
  /// The mapping names no zone.
  case unknown
  /// Seconds east of UTC.
  case fixed(Int)
  case table(ZoneTable)

  /// From `Europe/Paris`, `UTC`, `GMT`, `Z`, `+02:00`, `+0200` or `+02`.
  init(_ name: String?) throws(ConversionFault) {
    guard let name else {
      self = .unknown
      return
    }
    if let offset = Self.fixedOffset(name) {
      self = .fixed(offset)
    } else if name.contains("/") || Self.shortNames.contains(name), let zone = TimeZone(identifier: name) {
      self = .table(ZoneTable(zone))
    } else {
      let nearest = NearestName.suggestion(for: name, among: TimeZone.knownTimeZoneIdentifiers)
      throw ConversionFault(
        sentence: "unknown time zone \(Quotation.quote(name)), expected a name such as 'Europe/Paris', "
          + "'UTC', or an offset such as '+02:00'\(nearest)",
        index: -1)
    }
  }

  /// Names of the time zone database without a slash that follow the law of one place; abbreviations such
  /// as `CST` mean several places and are refused.
  private static let shortNames: Set<String> = [
    "Cuba", "Egypt", "Eire", "GB", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein",
    "Libya", "NZ", "NZ-CHAT", "Navajo", "PRC", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey",
  ]

  private static func fixedOffset(_ name: String) -> Int? {
    var name = name
    return name.withUTF8 { text in
      guard var cursor = ByteCursor(text), let offset = cursor.offset() ?? cursor.zoneName(), cursor.isAtEnd
      else { return nil }
      return offset
    }
  }
}

/// The offsets of a named time zone as a sorted table, because asking Foundation costs a microsecond.
///
/// A clock time that a change of the clock skips is read with the offset before the change, so that
/// 02:30 becomes 03:30; one that occurs twice is its first occurrence.
struct ZoneTable: Sendable {
  /// Clock times from which the offset of the same index holds; the first is the beginning of time.
  ///
  /// They count seconds since 1970-01-01T00:00:00 on the zone's own clock.
  private let starts: [Int64]
  /// Seconds east of UTC.
  private let offsets: [Int64]

  /// Years whose changes are tabled; the offset after the last change holds for ever.
  static let years = 1850...2200

  init(_ zone: TimeZone) {
    let first = Self.date(year: Self.years.lowerBound)
    let last = Self.date(year: Self.years.upperBound)
    var offset = Int64(zone.secondsFromGMT(for: first))
    var starts = [Int64.min]
    var offsets = [offset]
    var now = first
    while let next = zone.nextDaylightSavingTimeTransition(after: now), next < last, next > now {
      let after = Int64(zone.secondsFromGMT(for: next))
      if after != offset {
        starts.append(Int64(next.timeIntervalSince1970) + max(offset, after))
        offsets.append(after)
        offset = after
      }
      now = next
    }
    self.starts = starts
    self.offsets = offsets
  }

  private static func date(year: Int) -> Date {
    Date(timeIntervalSince1970: Double(CivilDate(year: year, month: 1, day: 1).days) * 86_400)
  }

  /// The point in time, in seconds since 1970 UTC, at which the clock shows `local`.
  func utc(local: Int64) -> Int64 {
    starts.withUnsafeBufferPointer { starts in
      var low = 0
      var high = starts.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if starts[middle] <= local { low = middle } else { high = middle }
      }
      return local - offsets[low]
    }
  }
}
