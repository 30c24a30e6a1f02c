import Testing

@testable import Mapping

/// A text, how it is read, and what comes out: RFC 3339, `unreadable` or `no zone`.
struct DateCase: CustomTestStringConvertible, Sendable {
  var formats: [String]
  var zone: String?
  var pivot: Int
  var text: String
  var expected: String

  /// Several formats stand in one string, parted by ` | `.
  init(_ formats: String, zone: String? = nil, pivot: Int = 70, _ text: String, _ expected: String) {
    self.formats = formats.split(separator: " | ").map(String.init)
    self.zone = zone
    self.pivot = pivot
    self.text = text
    self.expected = expected
  }

  var testDescription: String { "\(formats.joined(separator: " | ")) \(zone ?? "-"): '\(text)'" }

  var result: String {
    get throws {
      let conversion = try DateConversion(formats: formats, timeZone: zone, pivot: pivot)
      return switch withBytes(text, conversion.parse) {
      case .success(let instant): rfc3339(instant)
      case .failure(.unreadable): "unreadable"
      case .failure(.noZone): "no zone"
      }
    }
  }
}
