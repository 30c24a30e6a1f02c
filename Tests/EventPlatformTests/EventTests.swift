import Foundation
import Ledger
import Records
import TestSupport
import Testing

@testable import EventPlatform

@Suite struct EventTests {
  private static let samples = Project.root.appendingPathComponent("samples/events/events.jsonl")

  @Test func theSamplesHaveEveryTypeAndOneThatIsNotKnown() throws {
    let lines = try String(contentsOf: Self.samples, encoding: .utf8).split(separator: "\n")
    let events = try lines.map { try PlatformEvent(String($0)) }
    #expect(Set(events.compactMap(\.type)) == Set(EventType.allCases))
    #expect(events.filter { $0.type == nil }.map(\.payload) == [.unknown])
    #expect(Set(events.map(\.id)).count == lines.count - 2)
  }

  @Test func thereAre24TypesInTheReferenceAndFourLaterOnes() {
    #expect(EventType.allCases.count == 28)
    #expect(EventType.allCases.filter(\.isOfReference).count == 24)
    #expect(EventType(name: "com.akeneo.pim.v2.product.created") == nil)
    #expect(EventType(name: "product.created") == nil)
  }

  @Test func everythingOfAnEventIsRead() throws {
    let event = try PlatformEvent(
      json: TestEvent.json(
        "product.created", #"{"product":{"uuid":"\#(TestEvent.uuid.uppercased())","identifier":"K-1"}}"#,
        id: "a", author: "ann"))
    let uuid = try #require(CatalogUUID(TestEvent.uuid))
    #expect(
      event
        == PlatformEvent(
          id: "a", typeName: "com.akeneo.pim.v1.product.created", source: "pim", subject: "s",
          time: 1_769_846_400_000, author: EventAuthor(identifier: "ann", type: "user"),
          payload: .product(uuid: uuid, identifier: "K-1")))
  }

  @Test(arguments: [
    ("product-model.created", #"{"product":{"code":"m"}}"#, EventPayload.productModel(code: "m")),
    ("product-model.created", #"{"product_model":{"code":"m"}}"#, .productModel(code: "m")),
    (
      "product-model.updated", #"{"product":{"code":"old"},"product_model":{"code":"m"}}"#,
      .productModel(code: "m")
    ),
    ("connection.deleted", #"{"connection":{"client_id":"i"}}"#, .connection(clientID: "i", code: nil)),
    ("connection.deleted", #"{"connection":{"code":"c"}}"#, .connection(clientID: nil, code: "c")),
    ("asset.created", #"{"asset":{"code":"a","asset_family":{"code":"f"}}}"#, .asset(code: "a", family: "f")),
    ("product.new-in-2027", #"{"anything":[1,2]}"#, .unknown),
  ])
  func bothSpellingsAreRead(type: String, data: String, expected: EventPayload) throws {
    #expect(try PlatformEvent(json: TestEvent.json(type, data)).payload == expected)
  }

  @Test(arguments: [
    ("", "event.json"), ("nope", "event.json"), (#"{"id":"1""#, "event.json"), ("{} {}", "event.json"),
    (#"{"id":"1","x":01}"#, "event.json"), ("[]", "event.not-an-object"),
    (#""event""#, "event.not-an-object"),
    ("{}", "event.missing"), (#"{"id":"1"}"#, "event.missing"), (#"{"id":""}"#, "event.missing"),
    (#"{"id":null}"#, "event.missing"), (#"{"id":7}"#, "event.not-text"),
    (#"{"id":"a\u0000b"}"#, "event.control-characters"),
    (#"{"id":"1","type":"t"}"#, "event.missing"), (#"{"id":"1","type":"t","time":""}"#, "event.missing"),
    (#"{"id":"1","type":"t","time":"soon","data":{}}"#, "event.time"),
    (#"{"id":"1","type":"t","time":1700000000,"data":{}}"#, "event.not-text"),
    (#"{"id":"1","type":"t","time":"2026-01-31T08:00:00Z"}"#, "event.missing"),
    (#"{"id":"1","type":"t","time":"2026-01-31T08:00:00Z","data":null}"#, "event.missing"),
    (#"{"id":"1","type":"t","time":"2026-01-31T08:00:00Z","data":"text"}"#, "event.not-an-object"),
    (#"{"specversion":"0.3","id":"1"}"#, "event.version"), (#"{"specversion":2,"id":"1"}"#, "event.version"),
  ])
  func whatIsMalformedIsRejected(text: String, expected: String) {
    #expect(code { _ = try PlatformEvent(text) } == expected)
  }

  @Test(arguments: [
    ("product.created", "{}", "event.missing"), ("product.created", #"{"product":"x"}"#, "event.missing"),
    ("product.created", #"{"product":{"uuid":"x"}}"#, "event.uuid"),
    ("product.deleted", #"{"product":{"uuid":7}}"#, "event.not-text"),
    ("connection.deleted", #"{"connection":{}}"#, "event.missing"),
    ("attribute-option.updated", #"{"attribute_option":{"code":"a"}}"#, "event.missing"),
    ("product-model.deleted", #"{"product_model":{"code":""}}"#, "event.missing"),
  ])
  func aKnownTypeMustSayWhatItIsAbout(type: String, data: String, expected: String) {
    #expect(code { _ = try PlatformEvent(json: TestEvent.json(type, data)) } == expected)
  }

  @Test func ofMembersWithOneNameTheLastCounts() throws {
    let text = #"{"id":"1","type":"t","time":"2026-01-31T08:00:00Z","data":{},"id":"2"}"#
    #expect(try PlatformEvent(text).id == "2")
  }

  @Test func whatIsTooLargeIsRejectedAndWhatIsNotIsRead() throws {
    func event(id: Int = 1, filler: Int = 0, depth: Int = 0) -> String {
      let nest = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      return
        #"{"id":"\#(String(repeating: "i", count: id))","type":"t","time":"2026-01-31T08:00:00Z","data":{},"#
        + #""filler":"\#(String(repeating: "x", count: filler))","nest":[\#(nest)]}"#
    }
    #expect(try PlatformEvent(event(id: 256)).id.count == 256)
    #expect(code { _ = try PlatformEvent(event(id: 257)) } == "event.too-long")
    #expect(code { _ = try PlatformEvent(event(filler: EventLimits.maxBytes)) } == "event.too-large")
    #expect(code { _ = try PlatformEvent(event(depth: 60)) } == nil)
    #expect(code { _ = try PlatformEvent(event(depth: 70)) } == "event.json")
    #expect(code { _ = try PlatformEvent(event(depth: 500_000)) } == "event.json")
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2024-02-29T12:00:00Z", 1_709_208_000_000),
    ("2024-03-07T15:16:37.123456789Z", 1_709_824_597_123), ("2024-03-07T15:16:37.1Z", 1_709_824_597_100),
    ("2024-03-07T16:16:37+01:00", 1_709_824_597_000), ("2024-03-07t05:46:37-09:30", 1_709_824_597_000),
    ("1969-12-31T23:59:59.999Z", -1), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
    ("0000-03-01T00:00:00Z", -62_162_035_200_000),
  ])
  func timesAreRead(text: String, expected: Int64) {
    #expect(EventTime.milliseconds(text) == expected)
  }

  @Test(arguments: [
    "", "2026-01-31", "2026-01-31T08:00:00", "2026-02-30T08:00:00Z", "2026-13-01T08:00:00Z",
    "2026-01-31T24:00:00Z", "2026-01-31T08:60:00Z", "2026-01-31T08:00:61Z", "2026-01-31T08:00:00.Z",
    "2026-01-31T08:00:00+0100", "2026-01-31T08:00:00Zx", "26-01-31T08:00:00Z", "2023-02-29T08:00:00Z",
    "2026-01-31T08:00:00+24:00",
  ])
  func whatIsNoTimeIsNone(text: String) {
    #expect(EventTime.milliseconds(text) == nil)
  }

  @Test func aNotificationIsRead() throws {
    let url = Project.root.appendingPathComponent("samples/events/notification.json")
    let notification = try SubscriptionNotification(json: Array(Data(contentsOf: url)))
    #expect(notification.type == SubscriptionNotice.Kind.suspendedBySystem.rawValue)
    #expect(notification.time == 1_773_144_000_000)
    #expect(notification.reason == "Success rate dropped below 90%")
  }
}
