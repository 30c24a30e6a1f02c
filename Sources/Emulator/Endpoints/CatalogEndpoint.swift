import Foundation
import HTTPTypes
import Hummingbird

/// The PIM's lists: `GET /api/rest/v1/products-uuid` and `/product-models`, paged by `search_after`.
///
/// Errors have the PIM's own form. What the public pages leave open is refused with 422, so that no client comes to
/// depend on a guess: other paginations, other filters than `updated` with `>`, unknown attributes.
struct CatalogEndpoint {
  static let productsPath = "/api/rest/v1/products-uuid"
  static let modelsPath = "/api/rest/v1/product-models"
  /// Documented, for a PIM in all.
  private static let requestsPerSecond = 100

  let core: EmulatorCore
  let kind: EmulatorCatalog.Product.Kind

  static func kind(of path: String) -> EmulatorCatalog.Product.Kind? {
    switch path {
    case productsPath: .product
    case modelsPath: .model
    default: nil
    }
  }

  func answer(_ request: Request) -> Answer {
    guard let header = request.header("Authorization"), header.lowercased().hasPrefix("bearer "),
      core.check(bearer: String(header.dropFirst("bearer ".count))) == .valid
    else { return .pimError(401, "The access token provided is missing, invalid or has expired.") }
    if let wait = core.admit(clientID: "", endpoint: "rest", limit: Self.requestsPerSecond) {
      var answer = Answer.pimError(429, "Too many requests")
      answer.headers = [(.retryAfter, String(Int(wait.seconds.rounded(.up))))]
      return answer
    }
    guard let catalog = core.configuration.catalog else {
      return .pimError(404, "This emulator was started without a catalogue")
    }
    do throws(Fault) {
      return try page(PageRequest(request, catalog), of: catalog, request)
    } catch {
      return .pimError(422, error.message)
    }
  }

  fileprivate struct Fault: Error { var message: String }

  private func page(
    _ asked: PageRequest, of catalog: EmulatorCatalog, _ request: Request
  ) throws(Fault) -> Answer {
    let all = kind == .product ? catalog.byUUIDInOrder : catalog.byCodeInOrder
    let rest = all.filter { $0.id > asked.after && ($0.updated ?? "9") > asked.changedAfter }
    let page = rest.prefix(asked.limit)
    var links: [(String, JSONValue)] = [("self", link(asked, after: asked.after, request))]
    if rest.count > page.count, let last = page.last {
      links.append(("next", link(asked, after: last.id, request)))
    }
    return Answer(
      200,
      .fields([
        ("_links", .fields(links)),
        ("_embedded", .fields([("items", .array(page.map { item($0, asked.attributes) }))])),
      ]))
  }

  private func link(_ asked: PageRequest, after: String, _ request: Request) -> JSONValue {
    let path = kind == .product ? Self.productsPath : Self.modelsPath
    let place = after.isEmpty ? "" : "&search_after=\(PageRequest.encoded(after))"
    let host = request.head.authority ?? "\(core.configuration.host):\(core.configuration.port)"
    return .fields([("href", .string("http://\(host)\(path)?\(asked.query)\(place)"))])
  }

  private func item(_ product: EmulatorCatalog.Product, _ attributes: Set<String>?) -> JSONValue {
    let values = product.metadata.sorted { $0.key < $1.key }.filter { attributes?.contains($0.key) ?? true }
      .map { key, texts in (key, JSONValue.array(texts.map { value($0, isIdentifier: key == "sku") })) }
    let name: (String, JSONValue) = (kind == .product ? "uuid" : "code", .string(product.id))
    return .fields([
      name, ("family", .null), ("parent", .null), ("values", .fields(values)),
    ])
  }

  private func value(_ text: String, isIdentifier: Bool) -> JSONValue {
    .fields([
      ("data", .string(text)), ("locale", .null), ("scope", .null),
      ("attribute_type", .string(isIdentifier ? "pim_catalog_identifier" : "pim_catalog_text")),
    ])
  }
}

/// What the query of a page asks for.
private struct PageRequest {
  var limit: Int
  var after: String
  /// Nothing, or a moment as `2026-11-01 00:00:00`.
  var changedAfter = ""
  var attributes: Set<String>?
  /// Without the place.
  var query: String

  init(_ request: Request, _ catalog: EmulatorCatalog) throws(CatalogEndpoint.Fault) {
    let values = request.uri.queryParameters
    func value(_ key: String) -> String? { values[key[...]].map { String($0) } }
    guard value("pagination_type") == "search_after" else {
      throw CatalogEndpoint.Fault(message: "Only the pagination type \"search_after\" is emulated.")
    }
    guard let limit = Int(value("limit") ?? "10"), (1...100).contains(limit) else {
      throw CatalogEndpoint.Fault(message: "\"limit\" must be a number from 1 to 100.")
    }
    self.limit = limit
    after = value("search_after") ?? ""
    attributes = value("attributes").map { Set($0.split(separator: ",").map(String.init)) }
    if let unknown = attributes?.subtracting(catalog.attributes).min() {
      throw CatalogEndpoint.Fault(message: "The attribute \(Quoted.text(unknown)) does not exist.")
    }
    let search = value("search")
    if let search { changedAfter = try Self.changedAfter(search) }
    query = "pagination_type=search_after&limit=\(limit)"
    if let names = value("attributes") { query += "&attributes=\(Self.encoded(names))" }
    if let search { query += "&search=\(Self.encoded(search))" }
  }

  private static func changedAfter(_ search: String) throws(CatalogEndpoint.Fault) -> String {
    let document = try? JSONParser.parse(search)
    guard case .object(let members)? = document, members.count == 1,
      case .array(let conditions)? = document?["updated"], conditions.count == 1,
      let condition = conditions.first,
      condition["operator"]?.text == ">", let moment = condition["value"]?.text, moment.count == 19
    else {
      throw CatalogEndpoint.Fault(message: "Only the filter \"updated\" with \">\" and a moment is emulated.")
    }
    return moment
  }

  static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }
}
