import Records
import TestSupport
import Testing

@testable import Ledger

struct CatalogEventTests {
  let catalog: TestCatalog
  let item = CatalogName.product(1)

  init() throws { catalog = try TestCatalog() }

  @Test(
    arguments: [
      ([(CatalogChange.Kind.created, 5)], true, true), ([(.deleted, 5)], false, false),
      ([(.created, 5), (.deleted, 6)], false, false), ([(.deleted, 6), (.created, 5)], false, false),
      ([(.deleted, 5), (.created, 5)], false, false), ([(.deleted, 5), (.updated, 6)], true, true),
    ] as [([(CatalogChange.Kind, Int64)], Bool, Bool)])
  func theNewestEventDecides(_ events: [(CatalogChange.Kind, Int64)], _ isKnown: Bool, _: Bool) throws {
    for (kind, time) in events { try catalog.store.apply([CatalogChange(kind, item, at: time)]) }
    #expect(try catalog.state(item)?.isKnown == isKnown)
  }

  @Test func anUpdateAfterTheReadingMakesStale() throws {
    try catalog.read([.init(item, ("sku", "A"))], at: 10)
    try catalog.store.apply([CatalogChange(.updated, item, at: 10)])
    #expect(try catalog.state(item)?.isStale == false)
    try catalog.store.apply([CatalogChange(.updated, item, at: 11)])
    #expect(try catalog.state(item)?.isStale == true)
    try catalog.read([.init(item, ("sku", "A"))], at: 12)
    #expect(try catalog.state(item)?.isStale == false)
  }

  @Test func aProductIsFoundByTheIdentifierOfItsEvent() throws {
    try catalog.store.apply([CatalogChange(.created, item, at: 5, identifier: " A ")])
    #expect(try catalog.found("sku", "A") == [item.text])
  }

  @Test func theNewerOfReadAndToldIdentifiersCounts() throws {
    try catalog.read([.init(item, ("sku", "A"))], at: 10)
    try catalog.store.apply([CatalogChange(.updated, item, at: 9, identifier: "OLD")])
    #expect(try catalog.found("sku", "OLD") == [])
    #expect(try catalog.found("sku", "A") == [item.text])
    try catalog.store.apply([CatalogChange(.updated, item, at: 11, identifier: "B")])
    #expect(try catalog.found("sku", "A") == [])
    #expect(try catalog.found("sku", "B") == [item.text])
    try catalog.read([.init(item, ("sku", "C"))], at: 12)
    #expect(try catalog.found("sku", "B") == [])
    #expect(try catalog.found("sku", "C") == [item.text])
  }

  @Test func toldIdentifiersFollowTheMainKey() throws {
    try catalog.store.apply([CatalogChange(.created, item, at: 50, identifier: "Ab")])
    try catalog.read([], at: 10, keys: [CatalogKeyRequest("code", .fold)])
    #expect(try catalog.found("code", "aB") == [item.text])
    try catalog.read([], at: 11, keys: [CatalogKeyRequest("code", .exact)])
    #expect(try catalog.found("code", "aB") == [])
    #expect(try catalog.found("code", "Ab") == [item.text])
  }

  /// What a whole reading lacks did not exist then, whenever an event about it arrives.
  @Test(arguments: [true, false])
  func lateEventsDoNotBringBackWhatAWholeReadingLacks(_ eventFirst: Bool) throws {
    let event = CatalogChange(.created, item, at: 5)
    if eventFirst { try catalog.store.apply([event]) }
    let deleted = try catalog.read([.init(.product(2))], at: 10, complete: .products).deleted
    #expect(deleted == (eventFirst ? 1 : 0))
    if !eventFirst { try catalog.store.apply([event]) }
    #expect(try catalog.state(item) == CatalogState(created: 5, deleted: 10))
    try catalog.store.apply([CatalogChange(.created, item, at: 11)])
    #expect(try catalog.state(item)?.isKnown == true)
  }

  /// 10,000 events about 200 items in many orders, with repeats, in transactions of any size.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func anyOrderWithAnyRepeatsEndsTheSame(_ seed: UInt64) throws {
    var random = SeededRandom(seed: 17)
    let kinds = CatalogChange.Kind.allCases
    let events = (0..<10_000).map { _ in
      let number = random.int(in: 1...200)
      let name = number < 180 ? CatalogName.product(number) : .productModel(code: "M\(number)")
      let identifier = random.int(in: 0...1) == 0 ? nil : "SKU-\(random.int(in: 1...50))"
      return CatalogChange(
        kinds[random.int(in: 0...2)], name, at: Int64(random.int(in: 1...5_000)), identifier: identifier)
    }
    try catalog.store.apply(events)
    var order = SeededRandom(seed: seed)
    var rest = (events + events.shuffled(using: &order).prefix(3_000)).shuffled(using: &order)[...]
    let other = try TestCatalog()
    while !rest.isEmpty {
      let count = order.int(in: 1...400)
      try other.store.apply(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    #expect(try catalog.dump() == other.dump())
  }
}
