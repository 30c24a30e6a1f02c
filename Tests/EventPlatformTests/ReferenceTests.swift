import Foundation
import Ledger
import TestSupport
import Testing

@testable import EventPlatform

/// The examples as the platform's own page has them, quirks included.
@Suite(.enabled(if: Project.has(Reference.path), "the published reference is not at hand"))
struct ReferenceTests {
  @Test func everyTypeHasAnExampleThatIsRead() throws {
    let examples = try Reference.examples()
    #expect(
      examples.map(\.type).sorted() == EventType.allCases.filter(\.isOfReference).map(\.rawValue).sorted())
    for (type, json) in examples {
      let event = try PlatformEvent(json: json)
      #expect(event.type?.rawValue == type)
      #expect(event.payload != .unknown)
    }
  }

  /// All of them in one ledger: some share an id, and none is taken for another.
  @Test func everyExampleIsStoredAndDoesWhatTheTableSays() throws {
    let examples = try Reference.examples()
    let test = try TestStore()
    #expect(try test.add(examples.map(\.json)) == examples.map { _ in .new })
    #expect(try test.add(examples.map(\.json)) == examples.map { _ in .duplicate })
    #expect(try test.query("SELECT sum(count), sum(known) FROM event_count") == ["24 24"])
    let notices = try test.notices()
    let names = Set(notices.notices.map { "\($0.kind.rawValue) \($0.name)" })
    #expect(
      names == [
        "attribute.deleted an-attribute-code", "attribute.updated an-attribute-code",
        "client.deleted test_client_id", "client.deleted connection-code",
      ])
    #expect(notices.deletion(of: "test_client_id") != nil)
    // Created, updated and deleted in one second: a deletion wins.
    #expect(
      try test.query("SELECT kind, created = deleted, updated = deleted FROM catalog_item ORDER BY kind") == [
        "0 1 1", "1 1 1",
      ])
  }

  @Test(arguments: EventType.allCases.filter { $0.isOfReference && $0.effect != .recorded })
  func anExampleAloneDoesWhatItsEffectSays(type: EventType) throws {
    let examples = try Reference.examples()
    let example = try #require(examples.first { $0.type == type.rawValue })
    let test = try TestStore()
    try test.add([example.json])
    let item = try test.query("SELECT created > 0, updated > 0, deleted > 0 FROM catalog_item")
    let notices = try test.notices().notices.count
    switch type.effect {
    case .itemCreated: #expect(item == ["1 NULL NULL"])
    case .itemUpdated: #expect(item == ["NULL 1 NULL"])
    case .itemDeleted: #expect(item == ["NULL NULL 1"])
    case .attributeChanged, .clientDeleted: #expect(item == [] && notices == 1)
    case .recorded: #expect(item == [] && notices == 0)
    }
  }
}
