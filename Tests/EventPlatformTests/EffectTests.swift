import Foundation
import Ledger
import Records
import TestSupport
import Testing

@testable import EventPlatform

@Suite struct EffectTests {
  private static let document =
    (try? String(contentsOf: Project.root.appendingPathComponent("docs/events.md"), encoding: .utf8)) ?? ""

  /// The cells of all rows whose first cell is in back quotes.
  private static let rows: [[String]] = document.split(separator: "\n").filter { $0.hasPrefix("| `") }.map {
    $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test func theTableOfEffectsIsWhatTheCodeDoes() {
    let documented = Self.rows.filter { $0.count == 3 && EventType(rawValue: Self.bare($0[0])) != nil }
    #expect(documented.map { Self.bare($0[0]) } == EventType.allCases.map(\.rawValue))
    for row in documented {
      let type = EventType(rawValue: Self.bare(row[0]))
      #expect(row[2] == type?.effect.rawValue, "\(row[0])")
    }
  }

  @Test func theMeaningsOfEffectsAreDocumented() {
    for effect in EffectKind.allCases {
      #expect(Self.document.contains("| \(effect.rawValue) | \(effect.meaning) |"), "\(effect.rawValue)")
    }
  }

  @Test func theTableOfAnswersIsWhatTheCodeAnswers() {
    for outcome in ListenerOutcome.allCases {
      #expect(
        Self.document.contains("| \(outcome.status) | `\(outcome.rawValue)` | \(outcome.meaning) |"),
        "\(outcome)")
    }
  }

  /// On the paths of events nothing is answered that suspends a subscription.
  @Test func noAnswerSuspendsASubscription() {
    for outcome in ListenerOutcome.allCases where outcome != .unknownPage {
      #expect(outcome.status != 404 && !(300..<400).contains(outcome.status))
    }
  }

  @Test(arguments: [
    ("product.created", #"{"product":{"uuid":"\#(TestEvent.uuid)"}}"#, "created product nil"),
    ("product.created", #"{"product":{"uuid":"\#(TestEvent.uuid)","identifier":"K"}}"#, "created product K"),
    ("product.updated.delta", #"{"product":{"uuid":"\#(TestEvent.uuid)"}}"#, "updated product nil"),
    ("product.deleted", #"{"product":{"uuid":"\#(TestEvent.uuid)"}}"#, "deleted product nil"),
    ("product-model.created", #"{"product":{"code":"m"}}"#, "created productModel nil"),
    ("product-model.deleted", #"{"product_model":{"code":"m"}}"#, "deleted productModel nil"),
    ("attribute.deleted", #"{"attribute":{"code":"ean"}}"#, "attribute ean deleted"),
    ("attribute.updated", #"{"attribute":{"code":"ean"}}"#, "attribute ean changed"),
    ("app.deleted", #"{"app":{"client_id":"i"}}"#, "clients i"),
    ("connection.deleted", #"{"connection":{"client_id":"i","code":"c"}}"#, "clients i c"),
    ("category.deleted", #"{"category":{"code":"c"}}"#, "none"),
    ("product.became-complete", #"{"product":{"uuid":"\#(TestEvent.uuid)"}}"#, "none"),
    ("product.cloned", #"{"product":{"uuid":"\#(TestEvent.uuid)"}}"#, "none"),
  ])
  func eachEventDoesWhatItsTypeSays(type: String, data: String, expected: String) throws {
    #expect(Self.words(try PlatformEvent(json: TestEvent.json(type, data)).effect) == expected)
  }

  static func words(_ effect: EventEffect) -> String {
    switch effect {
    case .none: "none"
    case .catalog(let change): "\(change.kind) \(change.name.kind) \(change.identifier ?? "nil")"
    case .attributeChanged(let code, let isDeleted): "attribute \(code) \(isDeleted ? "deleted" : "changed")"
    case .clientDeleted(let ids): "clients \(ids.joined(separator: " "))"
    }
  }

  private static func bare(_ cell: String) -> String { cell.filter { $0 != "`" } }
}
