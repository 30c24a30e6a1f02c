import Foundation
import Ledger
import TestSupport
import Testing

@testable import EventPlatform

/// Whatever the platform does to the order and the number of deliveries, the ledger ends the same.
@Suite struct PropertyTests {
  private static let count = 10_000

  /// Few names and few times, so that events meet.
  private static func event(_ number: Int, _ random: inout SeededRandom) -> EventArrival {
    let name = random.int(in: 0...99)
    let kinds: [(String, String)] = [
      ("product.created", #"{"product":{"uuid":"\#(uuid(name))"}}"#),
      (
        "product.created",
        #"{"product":{"uuid":"\#(uuid(name))","identifier":"K-\#(random.int(in: 0...9))"}}"#
      ),
      (
        "product.updated",
        #"{"product":{"uuid":"\#(uuid(name))","identifier":"K-\#(random.int(in: 0...9))"}}"#
      ),
      ("product.deleted", #"{"product":{"uuid":"\#(uuid(name))"}}"#),
      ("product-model.created", #"{"product":{"code":"m\#(name)"}}"#),
      ("product-model.updated.delta", #"{"product_model":{"code":"m\#(name)"}}"#),
      ("product-model.deleted", #"{"product_model":{"code":"m\#(name)"}}"#),
      ("attribute.deleted", #"{"attribute":{"code":"a\#(name % 5)"}}"#),
      ("attribute.updated", #"{"attribute":{"code":"a\#(name % 5)"}}"#),
      ("app.deleted", #"{"app":{"client_id":"c\#(name % 5)"}}"#),
      ("connection.deleted", #"{"connection":{"code":"c\#(name % 5)"}}"#),
      ("category.updated", #"{"category":{"code":"\#(name)"}}"#),
      ("something.new", #"{"x":\#(name)}"#),
    ]
    let (type, data) = kinds[random.int(in: 0...kinds.count - 1)]
    let second = random.int(in: 10...59)
    let bytes = TestEvent.json(
      type, data, id: "e\(number)", time: "2026-01-31T08:00:\(second)Z", author: "u\(random.int(in: 0...3))")
    if number % 97 == 0 { return notification(number, second, &random) }
    do {
      return .event(try PlatformEvent(json: bytes).entry(payload: bytes, received: 1))
    } catch {
      Issue.record("\(error)")
      return notification(number, second, &random)
    }
  }

  private static func notification(
    _ number: Int, _ second: Int, _ random: inout SeededRandom
  ) -> EventArrival {
    let kinds = SubscriptionNotice.Kind.allCases
    let type = kinds[random.int(in: 0...kinds.count - 1)].rawValue
    let payload = Array("\(number)".utf8)
    return .notification(
      NotificationEntry(
        subscription: "s\(number % 3)", type: type, time: Int64(second), received: 1, reason: "r\(number)",
        payload: payload, digest: payload))
  }

  private static func uuid(_ name: Int) -> String {
    "00000000-0000-4000-8000-0000000000\(name < 10 ? "0" : "")\(name)"
  }

  private static func state(of arrivals: [EventArrival], batch: Int) throws -> ([String], EventNotices) {
    let test = try TestStore()
    for start in stride(from: 0, to: arrivals.count, by: batch) {
      _ = try test.store.add(Array(arrivals[start..<min(start + batch, arrivals.count)]))
    }
    return (try test.dump(), try test.notices())
  }

  @Test func anyOrderWithAnyRepeatsEndsTheSame() throws {
    var random = SeededRandom(seed: 5)
    let arrivals = (0..<Self.count).map { Self.event($0, &random) }
    let (dump, notices) = try Self.state(of: arrivals, batch: 1000)
    #expect(dump.count > Self.count)
    #expect(notices.subscriptions.count == 3 && notices.notices.count == 15)
    var orders = [arrivals.reversed().flatMap { [$0, $0] }]
    for _ in 0..<3 {
      var mixed = arrivals + (0..<Self.count / 2).map { _ in arrivals[random.int(in: 0...Self.count - 1)] }
      mixed.shuffle(using: &random)
      orders.append(mixed)
    }
    for (order, batch) in zip(orders, [2500, 7919, 800, 97]) {
      let (otherDump, otherNotices) = try Self.state(of: order, batch: batch)
      #expect(otherDump == dump)
      #expect(otherNotices == notices)
    }
  }
}
