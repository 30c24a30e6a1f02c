import Foundation
import Ledger
import Records
import TestSupport
import Testing

@testable import EventPlatform

/// What events leave for runs to know, and when it is dealt with.
@Suite struct NoticeTests {
  private let test: TestStore

  init() throws { test = try TestStore() }

  /// As if a file had shown the whole catalog.
  private func read(at time: Int64, keys: [String]) throws {
    let catalog = try CatalogStore(path: test.path)
    _ = try catalog.begin(source: "t", shown: time, keys: keys.map { CatalogKeyRequest($0) }, at: time)
    try catalog.close()
    try test.run("UPDATE catalog_read SET ended = shown, complete = 3")
  }

  private func attribute(_ code: String, _ change: String = "deleted") throws {
    try test.add([
      TestEvent.json("attribute.\(change)", #"{"attribute":{"code":"\#(code)"}}"#, id: code + change)
    ])
  }

  private func notify(_ kind: SubscriptionNotice.Kind, at time: Int64, of subscription: String = "s") throws {
    let digest = Array("\(kind) \(time) \(subscription)".utf8)
    let notification = NotificationEntry(
      subscription: subscription, type: kind.rawValue, time: time, received: time, reason: nil, payload: [],
      digest: digest)
    #expect(try test.store.add([.notification(notification)]) == [.new])
    #expect(try test.store.add([.notification(notification)]) == [.duplicate])
  }

  /// Of the events of `TestEvent`.
  private static let time: Int64 = 1_769_846_400_000

  @Test func anAttributeWarnsIfItIsUsedAndUntilTheCatalogIsRead() throws {
    try attribute("ean")
    try attribute("colour", "updated")
    #expect(try test.notices().changedAttributes() == [])
    #expect(try test.notices().changedAttributes(used: ["colour"]).map(\.name) == ["colour"])
    try read(at: Self.time - 1, keys: ["ean"])
    #expect(try test.notices().changedAttributes().map(\.name) == ["ean"])
    try read(at: Self.time + 1, keys: ["ean"])
    #expect(try test.notices().changedAttributes(used: ["colour"]) == [])
  }

  @Test func theAttributeThatAKeyWasReadFromIsCompared() throws {
    let catalog = try CatalogStore(path: test.path)
    _ = try catalog.begin(
      source: "t", shown: 1, keys: [CatalogKeyRequest("sku", attribute: "product_code")], at: 1)
    try catalog.close()
    try attribute("sku")
    #expect(try test.notices().changedAttributes(used: ["sku"]) == [])
    try attribute("product_code")
    #expect(try test.notices().changedAttributes(used: ["sku"]).map(\.name) == ["product_code"])
  }

  @Test func aDeletedClientIsKnownByEachOfItsNames() throws {
    try test.add([
      TestEvent.json("connection.deleted", #"{"connection":{"client_id":"i","code":"c"}}"#, author: "ann")
    ])
    let notices = try test.notices()
    #expect(notices.deletion(of: "i")?.author == "ann")
    #expect(notices.deletion(of: "c") != nil)
    #expect(notices.deletion(of: "I") == nil)
    try read(at: Self.time + 1, keys: [])
    #expect(try test.notices().deletion(of: "i") != nil)
  }

  @Test func whatIsDismissedComesBackWithALaterEventOnly() throws {
    func delete(_ id: String, _ time: String) throws {
      try test.add([TestEvent.json("app.deleted", #"{"app":{"client_id":"i"}}"#, id: id, time: time)])
    }
    try delete("1", "2026-01-31T08:00:00Z")
    try notify(.revoked, at: 5)
    #expect(try test.store.dismissNotices() == 2)
    #expect(try test.store.dismissNotices() == 0)
    #expect(try test.notices().lossy == [])
    try delete("2", "2026-01-31T07:00:00Z")
    #expect(try test.notices().deletion(of: "i") == nil)
    try delete("3", "2026-01-31T08:00:00.001Z")
    #expect(try test.notices().deletion(of: "i") != nil)
  }

  @Test func aSuspensionWarnsUntilTheCatalogIsReadAfterItsEnd() throws {
    try notify(.suspendedBySystem, at: 10)
    #expect(try test.notices().silent == [])
    try read(at: 11, keys: [])
    #expect(try test.notices().lossy == [])
    // Nothing is lost that was not read, and still nothing comes.
    #expect(try test.notices().silent.map(\.kind) == [.suspendedBySystem])
    try notify(.resumed, at: 20)
    #expect(try test.notices().silent == [])
    #expect(try test.notices().lossy.map(\.kind) == [.resumed])
    // A notification that is late changes nothing.
    try notify(.suspendedByUser, at: 15)
    #expect(try test.notices().lossy.map(\.kind) == [.resumed])
    try read(at: 21, keys: [])
    #expect(try test.notices().lossy == [])
  }

  @Test func anEventReachesTheLedgerWhileARunHoldsIt() throws {
    let run = try Ledger(path: test.path)
    defer { try? run.close() }
    _ = try run.beginRun(at: 0)
    #expect(try test.add([TestEvent.product()]) == [.new])
    #expect(try run.eventNotices().catalogRead == nil)
  }

  /// SQLite itself would not notice, and what is acknowledged would be gone.
  @Test func nothingIsAcceptedForALedgerThatWasRemoved() throws {
    try FileManager.default.removeItem(atPath: test.path)
    #expect(code { try test.add([TestEvent.product()]) } == "ledger.replaced")
    #expect(code { _ = try test.store.probe() } == "ledger.replaced")
  }

  @Test func aLedgerThatCameInItsPlaceIsTaken() throws {
    try FileManager.default.moveItem(atPath: test.path, toPath: test.path + ".old")
    #expect(code { try test.add([TestEvent.product()]) } == "ledger.replaced")
    try EventStore(path: test.path).close()
    #expect(try test.add([TestEvent.product()]) == [.new])
    #expect(try test.query("SELECT count(*) FROM event") == ["1"])
  }

  @Test func oneTransactionTellsRepeatsWithinIt() throws {
    #expect(try test.add([TestEvent.product(), TestEvent.product()]) == [.new, .duplicate])
    #expect(try test.add([TestEvent.product("product.updated")]) == [.new])
  }
}
