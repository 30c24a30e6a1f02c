import Delivery
import Records
import Testing

@testable import Catalog

struct PullTests {
  static let pim = "https://pim.example/base"

  @Test(arguments: [
    (
      "https://pim.example/base/api/rest/v1/products-uuid?limit=100&search_after=x",
      "limit=100&search_after=x"
    ),
    // Behind a proxy a PIM knows neither its scheme nor its port.
    ("http://pim.example:8080/api/rest/v1/products-uuid?search_after=x#y", "search_after=x"),
    ("/api/rest/v1/products-uuid?search_after=x", "search_after=x"),
    ("https://PIM.example/api/rest/v1/products-uuid?a=1", "a=1"),
  ])
  func ofALinkOnlyTheQueryIsTaken(_ link: String, _ query: String) throws {
    let pim = try ServiceURL(Self.pim, name: "--pim-url")
    #expect(try PullLink.query(link, of: .products, at: pim) == query)
  }

  @Test(arguments: [
    ("https://evil.example/api/rest/v1/products-uuid?a=1", PullLink.Fault.otherHost("evil.example")),
    ("https://pim.example@evil.example/api/rest/v1/products-uuid?a=1", .otherHost("evil.example")),
    ("//evil.example/api/rest/v1/products-uuid?a=1", .otherHost("evil.example")),
    (
      "https://pim.example.evil.example/api/rest/v1/products-uuid?a=1", .otherHost("pim.example.evil.example")
    ),
    ("https://pim.example/api/rest/v1/product-models?a=1", .otherPath),
    ("https://pim.example/api/rest/v1/products-uuid", .unusable),
    ("https://pim.example/api/rest/v1/products-uuid?a b", .unusable),
    ("products-uuid?a=1", .unusable), ("", .unusable),
  ])
  func aLinkElsewhereIsNotFollowed(_ link: String, _ fault: PullLink.Fault) throws {
    let pim = try ServiceURL(Self.pim, name: "--pim-url")
    #expect(throws: fault) { try PullLink.query(link, of: .products, at: pim) }
  }

  @Test func aQueryAsksForWantedAttributesAndChangesAlone() {
    #expect(
      PullResource.products.first(attributes: ["sku", "e n"], since: 1_793_491_199_999)
        == "pagination_type=search_after&limit=100&attributes=sku,e%20n&search="
        + "%7B%22updated%22%3A%5B%7B%22operator%22%3A%22%3E%22%2C%22value%22%3A%222026-10-31%2023%3A59%3A59%22%7D%5D%7D"
    )
    #expect(PullResource.moment(-1) == "1969-12-31 23:59:59")
  }

  @Test func identifiersAreThoseOfThePIMAndThoseThatTheCatalogHas() throws {
    let page = try #require(
      PullPage(
        Array(
          #"""
          {"_embedded":{"items":[{"uuid":"u","values":{
            "code":[{"data":"1","attribute_type":"pim_catalog_identifier"}],
            "ean":[{"data":"2","attribute_type":"pim_catalog_text"}],
            "old":[{"data":"3"}], "name":[{"data":"4"}]}},
            {"uuid":"v","values":{"sku":[{"data":"5"}]}},{"uuid":"w","values":[]}]}}
          """#.utf8)))
    #expect(page.identifiers(known: ["old"]) == ["sku", "code", "ean", "old"])
    #expect(page.next == .unreadable)
  }

  @Test(arguments: ["", "[]", "{}", #"{"_embedded":{"items":{}}}"#, "<html>"])
  func whatIsNoPageIsRefused(_ body: String) { #expect(PullPage(Array(body.utf8)) == nil) }

  @Test func valuesAreThoseOfAllLocalesEachOnce() throws {
    let item = try #require(
      JSONFragment(
        Array(
          #"{"uuid":"u","identifier":"I","values":{"a":[{"data":"1"},{"data":"1"},{"data":2},{"data":{"x":1}}]}}"#
            .utf8)))
    #expect(PullItem(item).values(of: "a", isMain: true) == ["1", "2"])
    #expect(PullItem(item).values(of: "sku", isMain: true) == ["I"])
    #expect(PullItem(item).values(of: "ean", isMain: false) == [])
  }

  @Test func keysAreKeptAsTheyWereAsked() throws {
    let keys = [try ImportKey(argument: "sku=code:fold+nospace"), try ImportKey(argument: "ean")]
    #expect(PullPlan.text(keys) == "sku=code:fold+nospace,ean=ean")
    #expect(PullPlan.keys(PullPlan.text(keys)) == keys)
    #expect(PullPlan.keys("") == [])
  }
}
