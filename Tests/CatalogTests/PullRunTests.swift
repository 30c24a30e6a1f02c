import Delivery
import Ledger
import Records
import Testing

@testable import Catalog

/// Pulls from a PIM by script.
struct PullRunTests {
  let catalog: TestImport

  init() throws { catalog = try TestImport() }

  private func known() throws -> Int { try catalog.status.products }

  // MARK: Lists that end early

  @Test func aListThatEndsEarlyDeletesNothing() async throws {
    let whole = FakePIM(products: [FakePIM.products(0..<100, next: 1), FakePIM.products(100..<130)])
    let cut = FakePIM(products: [FakePIM.products(0..<100, next: 1), .init(items: [])])
    #expect(try await catalog.pull(whole).codes == [])
    let result = try await catalog.pull(cut)
    #expect(result.codes == ["pull.shrunken"])
    #expect(result.outcome.isIncomplete && result.outcome.deleted == nil)
    #expect(try known() == 130)
    #expect(try await catalog.pull(cut, allows: { _ in true }).outcome.deleted == 30)
    #expect(try known() == 100)
  }

  @Test(arguments: ["", #","_links":{"next":{}}"#, #","_links":{"next":{"href":7}}"#, #","_links":[]"#])
  func aPageThatDoesNotSayWhetherItIsTheLastIsNoEnd(_ links: String) async throws {
    let page = FakePIM.Page(items: [FakePIM.product(1)], links: links)
    let result = try await catalog.pull(FakePIM(products: [page]))
    #expect(result.codes == ["pull.link"])
    guard case .settings? = result.outcome.stop else {
      Issue.record("it did not stop")
      return
    }
  }

  /// A PIM names a next page wherever one is full, also where nothing follows.
  @Test func anEmptyPageIsTheEndBehindAFullOneAlone() async throws {
    let full = FakePIM(products: [FakePIM.products(0..<100, next: 1), .init(items: [])])
    #expect(try await catalog.pull(full).codes == [])
    let short = FakePIM(products: [FakePIM.products(0..<99, next: 1), .init(items: [])])
    #expect(try await catalog.pull(short).codes == ["pull.empty-page"])
    // Where that pull goes on nobody knows what was before.
    let later = FakePIM(products: [FakePIM.products(0..<100, next: 1), .init(items: [])])
    #expect(try await catalog.pull(later).codes == ["pull.empty-page"])
    #expect(try await catalog.pull(later, restarts: true).codes == [])
    #expect(try known() == 100)
  }

  @Test func aListThatLeadsBackIntoItselfEnds() async throws {
    let circle = FakePIM(products: [
      FakePIM.products(0..<100, next: 1), FakePIM.products(100..<200, next: 2),
      FakePIM.products(200..<300, next: 1),
    ])
    #expect(try await catalog.pull(circle).codes == ["pull.circle"])
  }

  // MARK: Clocks

  private func created(_ number: Int, at time: Int64) throws {
    guard let uuid = CatalogUUID(FakePIM.uuid(number)) else { return }
    try catalog.store.apply([CatalogChange(.created, .product(uuid: uuid), at: time)])
  }

  private func isKnown(_ number: Int) throws -> Bool {
    let match = try catalog.match(#"{"product_uuid":"\#(FakePIM.uuid(number))"}"#)
    return match.isMatched
  }

  /// This machine is hours ahead of the PIM: 1,000,000 seconds.
  @Test(arguments: [true, false]) func theHorizonIsByThePIMsClock(_ eventsComeFirst: Bool) async throws {
    let pim = FakePIM(products: [FakePIM.products(0..<3)])
    func events() throws {
      try created(7, at: 1_000_005_000)
      // Within what the clocks of one PIM differ.
      try created(8, at: 999_970_000)
      try created(9, at: 999_900_000)
    }
    if eventsComeFirst { try events() }
    _ = try await catalog.pull(pim, now: 1_010_000_000)
    if !eventsComeFirst { try events() }
    #expect(try (7...9).map(isKnown) == [true, true, false])
    #expect(try catalog.status.lastPull?.began == 1_000_000_000)
  }

  @Test func aPIMWithoutAClockGetsAMargin() async throws {
    _ = try await catalog.pull(FakePIM(products: [FakePIM.products(0..<3)], date: nil))
    try created(7, at: 999_800_000)
    try created(8, at: 999_600_000)
    #expect(try (7...8).map(isKnown) == [true, false])
  }

  @Test func aReadingOfTheFutureCountsAsOneOfNow() async throws {
    let csv = "uuid;sku\n\(FakePIM.uuid(1));OLD\n\(FakePIM.uuid(2));S2\n"
    try catalog.read("p.csv", csv, at: 2_000_000_000, complete: true)
    let result = try await catalog.pull(FakePIM(products: [FakePIM.products(1..<5)]))
    #expect(result.codes == ["pull.clock"])
    #expect(result.outcome.pull.outcome.older == 0)
    #expect(try (1...4).map { try catalog.named(sku: "S\($0)") } == ["01", "02", "03", "04"])
  }

  // MARK: Changes

  @Test func changesBeginWhereTheUnbrokenRowOfPullsEnds() async throws {
    func pull(_ date: Int64, _ since: PullSettings.Since) async throws -> TestImport.Pulled {
      try await catalog.pull(FakePIM(products: [FakePIM.products(0..<3)], date: date), since: since)
    }
    #expect(try await pull(1000, .last(overlap: 0)).codes == ["pull.no-last"])
    #expect(try await pull(2000, .last(overlap: 7)).outcome.pull.since == 999_993)
    // 2,000 to 2,500 was never read.
    _ = try await pull(3000, .moment(2_500_000))
    let gap = try await pull(4000, .last(overlap: 0))
    #expect(gap.codes == ["pull.gap"] && gap.outcome.pull.since == 2_000_000)
    #expect(try await pull(5000, .last(overlap: 0)).outcome.pull.since == 4_000_000)
  }

  @Test func aWholePullThatWasCutOffComesBeforeChanges() async throws {
    let broken = FakePIM(products: [FakePIM.products(0..<100, next: 9)])
    #expect(try await catalog.pull(broken).codes == ["call.refused"])
    let pim = FakePIM(products: Array(repeating: FakePIM.products(0..<99), count: 10))
    let result = try await catalog.pull(pim, since: .last(overlap: 0))
    #expect(result.codes == ["pull.whole-first"] && result.outcome.isResumed)
    #expect(try catalog.status.openPull == nil)
  }

  @Test func nothingIsGivenUpBeforeTheKeysAreTaken() async throws {
    let broken = FakePIM(products: [FakePIM.products(0..<100, next: 9)])
    _ = try await catalog.pull(broken, keys: ["sku", "ean"])
    // The same in another order.
    #expect(try await catalog.pull(broken, keys: ["ean", "sku"]).outcome.isResumed)
    let down = FakePIM(products: [])
    #expect(try await catalog.pull(down, keys: ["mpn"]).codes == ["call.refused"])
    #expect(try catalog.status.openPull != nil)
    #expect(try await catalog.pull(broken, keys: ["mpn"]).codes == ["pull.abandoned", "call.refused"])
  }

  // MARK: Keys

  @Test func aKeyKnowsTheAttributeThatItIsPulledFrom() async throws {
    let pim = FakePIM(products: [.init(items: [FakePIM.product(1, "product_code")])])
    _ = try await catalog.pull(pim, keys: ["sku=product_code"])
    #expect(try catalog.store.read { $0.keys.keys.map(\.attribute) } == ["product_code"])
    #expect(try catalog.named(sku: "S1") == "01")
    // And a later pull reads it from there, without being told.
    let again = try await catalog.pull(pim)
    #expect(again.codes == [] && again.outcome.keys.map(\.name) == ["sku"])
    #expect(again.outcome.attributes == ["product_code"])
  }

  @Test func productsKnownByTheMainIdentifierStayWhereItIsNotRead() async throws {
    try catalog.read("p.csv", "sku\nA\nB\n", at: 10)
    let bare = FakePIM(products: [.init(items: [FakePIM.product(1, nil)])])
    let result = try await catalog.pull(bare)
    #expect(result.codes == ["pull.key-not-shown", "pull.no-key", "pull.nameless"])
    #expect(result.outcome.isIncomplete && result.outcome.deleted == 0)
    #expect(try catalog.named(sku: "A") == "A")
    let shown = try await catalog.pull(FakePIM(products: [FakePIM.products(1..<3)], date: 2_000_000))
    #expect(shown.outcome.deleted == 2 && shown.codes == [])
  }

  @Test func aKeyOfTheCatalogIsLookedForOnLaterPages() async throws {
    try catalog.read("p.csv", "uuid;sku\n\(FakePIM.uuid(2));S2\n", at: 10)
    let pim = FakePIM(products: [
      .init(items: [FakePIM.product(1, nil)], next: 1), .init(items: [FakePIM.product(2)]),
    ])
    let result = try await catalog.pull(pim)
    #expect(result.outcome.keys.map(\.name) == ["sku"] && !result.outcome.isIncomplete)
  }

  @Test func theOldIdentifierIsASKUAndNothingElse() async throws {
    let item = FakePIM.product(1, nil, more: #","identifier":"4006381333931""#)
    let pim = FakePIM(products: [.init(items: [item])])
    _ = try await catalog.pull(pim, keys: ["ean"])
    #expect(try !catalog.match(#"{"metadata":{"ean":"4006381333931"}}"#).isMatched)
    _ = try await catalog.pull(pim, keys: ["sku"])
    #expect(try catalog.named(sku: "4006381333931") == "01")
  }
}
