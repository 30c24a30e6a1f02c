import Foundation
import Ledger
import Records
import Testing

@testable import EventPlatform

@Suite struct EventFileTests {
  private static let event = TestEvent.product()
  private static let data = Data(event).base64EncodedString()

  private func ids(_ text: String) -> [String] {
    EventFile.items(of: Array(text.utf8), received: 7).map { item in
      switch item {
      case .arrival(.event(let event)): event.id
      case .arrival(.notification(let notification)): notification.type
      case .arrival(.unreadable): "unreadable"
      case .rejected(let problem): problem.code.rawValue
      }
    }
  }

  @Test(arguments: [
    String(decoding: event, as: UTF8.self), #"{"data":"\#(data)","messageId":"9"}"#,
    #"{"ackId":"a","message":{"data":"\#(data)","attributes":{"type":"t"}}}"#,
    #"{"receivedMessages":[{"ackId":"a","message":{"data":"\#(data)"}}]}"#,
  ])
  func anEventIsFoundInWhateverItIsWrapped(record: String) {
    #expect(ids(record) == ["1"])
  }

  @Test(
    arguments: [
      ("{}", []), (#"{"receivedMessages":[]}"#, []),
      (
        #"{"receivedMessages":[{"message":{}},{"message":{"data":"!"}},{"message":{"data":"\#(data)"}}]}"#,
        ["event.missing", "event.base64", "1"]
      ),
      (#"{"message":{"data":"bm9wZQ=="}}"#, ["event.json"]), ("[]", ["event.not-an-object"]),
      (#"{"message":"text"}"#, ["event.missing"]),
      (
        #"{"notification_type":"subscription.revoked","subscription_id":"s","timestamp":"2026-01-31T08:00:00Z"}"#,
        ["subscription.revoked"]
      ),
    ] as [(String, [String])])
  func everythingElseIsSaid(record: String, expected: [String]) {
    #expect(ids(record) == expected)
  }

  /// The payload of a wrapped event is the event, not its wrapping.
  @Test func thePayloadIsTheEventAsItWasSigned() {
    let items = EventFile.items(of: Array(#"{"message":{"data":"\#(Self.data)"}}"#.utf8), received: 7)
    guard case .arrival(.event(let event))? = items.first else {
      Issue.record("\(items)")
      return
    }
    #expect(event.payload == Self.event)
    #expect(event.received == 7)
  }
}
