import Delivery
import Glibc
import Ledger

/// One of the PIM's lists: products, or product models.
enum PullResource: CaseIterable, Sendable {
  case products
  case models

  /// The most that a page may have.
  static let pageSize = 100

  var path: String {
    switch self {
    case .products: "/api/rest/v1/products-uuid"
    case .models: "/api/rest/v1/product-models"
    }
  }

  var name: String { self == .products ? "products" : "product models" }

  /// The query of the shortest page.
  var one: String { "pagination_type=search_after&limit=1" }

  /// The query of the first page.
  ///
  /// - Parameter attributes: Whose values are wanted; nil asks for all.
  func first(attributes: [String]?, since: Int64?) -> String {
    var query = "pagination_type=search_after&limit=\(Self.pageSize)"
    if let attributes, !attributes.isEmpty {
      query += "&attributes=" + attributes.map(Self.encoded).joined(separator: ",")
    }
    if let since {
      let value = "{\"updated\":[{\"operator\":\">\",\"value\":\"\(Self.moment(since))\"}]}"
      query += "&search=" + Self.encoded(value)
    }
    return query
  }

  /// `2026-11-01 00:00:00` in UTC; a part of a second is dropped, so that nothing is missed.
  static func moment(_ milliseconds: Int64) -> String {
    // Down, also before 1970.
    var seconds = time_t(milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func digits(_ value: Int32, _ width: Int = 2) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(digits(parts.tm_year + 1900, 4))-\(digits(parts.tm_mon + 1))-\(digits(parts.tm_mday)) "
      + "\(digits(parts.tm_hour)):\(digits(parts.tm_min)):\(digits(parts.tm_sec))"
  }

  /// Percent-encoded but for what needs no encoding anywhere (RFC 3986 §2.3).
  static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { result, byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}

/// The link to the next page: of it the query alone is used.
///
/// The token goes to the PIM that was named and to nobody else. Behind a proxy a PIM may write its links with `http`
/// or its own port; as only the query is taken, these do not matter. Another host does: its pages would be another
/// list.
enum PullLink {
  enum Fault: Error, Equatable {
    case otherHost(String)
    case otherPath
    case unusable
  }

  static func query(_ href: String, of resource: PullResource, at pim: ServiceURL) throws(Fault) -> String {
    let bare = href.prefix { $0 != "#" }
    let address = bare.prefix { $0 != "?" }
    let query = bare.dropFirst(address.count + 1)
    var path = address
    if !address.hasPrefix("/") || address.hasPrefix("//") {
      guard let end = address.firstRange(of: "//")?.upperBound else { throw .unusable }
      let authority = address[end...].prefix { $0 != "/" }
      let host = Self.host(authority)
      guard host == pim.host else { throw .otherHost(host) }
      path = address[end...].dropFirst(authority.count)
    }
    guard path.hasSuffix(resource.path) else { throw .otherPath }
    guard !query.isEmpty, query.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .unusable }
    return String(query)
  }

  /// Without a user name and a port, in lower case.
  private static func host(_ authority: Substring) -> String {
    let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    if place.hasPrefix("["), let end = place.firstIndex(of: "]") { return place[...end].lowercased() }
    return place.prefix { $0 != ":" }.lowercased()
  }
}
