import Delivery
import Ledger
import Records
import Synchronization

@testable import Catalog

/// A PIM by script: pages of products and models, each named by its place in its list.
final class FakePIM: HTTPTransport {
  struct Page: Sendable {
    var items: [String]
    /// The place of the next page; nil where it is the last one.
    var next: Int?
    /// Instead of the links that belong to it.
    var links: String?
  }

  let products: [Page]
  let models: [Page]
  let date: Int64?
  private let asked = Mutex<[String]>([])

  init(products: [Page], models: [Page] = [Page(items: [])], date: Int64? = 1_000_000) {
    (self.products, self.models, self.date) = (products, models, date)
  }

  var queries: [String] { asked.withLock { $0 } }

  func post(_ post: HTTPPost) async -> AttemptOutcome {
    let query = post.head.reading?.query ?? ""
    asked.withLock { $0.append(query) }
    let pages = post.url.hasSuffix(PullResource.products.path) ? products : models
    let parts = query.split(separator: "&").filter { $0.hasPrefix("search_after=") }
    let place = parts.first.flatMap { Int($0.dropFirst("search_after=".count)) } ?? 0
    guard pages.indices.contains(place) else { return .answered(Answer(status: 422)) }
    let page = pages[place]
    let base = query.split(separator: "&").filter { !$0.hasPrefix("search_after=") }.joined(separator: "&")
    let next = page.next.map { #""next":{"href":"\#(post.url)?\#(base)&search_after=\#($0)"}"# } ?? ""
    let links = page.links ?? #","_links":{\#(next)}"#
    let body = #"{"_embedded":{"items":[\#(page.items.joined(separator: ","))]}\#(links)}"#
    return .answered(Answer(status: 200, body: Array(body.utf8), date: date))
  }

  func shutdown() async {}

  // MARK: Items

  static func uuid(_ number: Int) -> String {
    let digits = String(number)
    return "3b415741-b517-46db-baf0-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// With the SKU `S` and its number, in the attribute of that name.
  static func product(_ number: Int, _ attribute: String? = "sku", more: String = "") -> String {
    let value = #"[{"data":"S\#(number)","attribute_type":"pim_catalog_identifier"}]"#
    let values = attribute.map { #""\#($0)":\#(value)"# } ?? ""
    return #"{"uuid":"\#(uuid(number))"\#(more),"values":{\#(values)}}"#
  }

  static func products(_ numbers: Range<Int>, next: Int? = nil) -> Page {
    Page(items: numbers.map { product($0) }, next: next)
  }
}

extension TestImport {
  struct Pulled {
    var outcome: PullOutcome
    var codes: [String]
  }

  func pull(
    _ pim: FakePIM, keys: [String]? = nil, since: PullSettings.Since = .always, restarts: Bool = false,
    now: Int64 = 1_000_000_000,
    allows: @escaping @Sendable (CatalogLoss) -> Bool = { $0.items <= 20 || $0.items * 10 <= $0.known }
  ) async throws -> Pulled {
    let url = try ServiceURL("https://pim.example", name: "--pim-url")
    let client = PIMClient(
      settings: CallSettings(pimURL: url, maxRate: nil),
      credentials: .app(clientID: SecretText("client"), token: SecretText("token")), transport: pim,
      clock: ContinuousClock(), seed: 1)
    let settings = PullSettings(
      pimURL: url, keys: try keys?.map { try ImportKey(argument: $0) }, since: since, restarts: restarts,
      allows: allows, now: { now })
    let codes = Mutex<[String]>([])
    let outcome = try await CatalogPuller(
      store: store, client: client, settings: settings,
      report: { problem in codes.withLock { $0.append(problem.code.rawValue) } }, progress: { _ in }
    ).run()
    let stop = outcome.stop?.problem.map { [$0.code.rawValue] } ?? []
    return Pulled(outcome: outcome, codes: codes.withLock { $0 } + stop)
  }
}
