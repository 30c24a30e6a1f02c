import EventPlatform
import Foundation
import Ledger
import Records

/// The machine form of `events status`, with the facts of the table.
enum EventsStatusJSON {
  private struct Document: Encodable {
    var ledger: String
    var events: Int
    var newest: String?
    var types: [TypeCount]
    var latest: [Event]
    var unreadable: Unreadable
    var catalog: Catalog
    var subscriptions: [Subscription]
    var deleted_clients: [Client]
    var changed_attributes: [Attribute]
    var problems: [Notice]
  }

  private struct TypeCount: Encodable {
    var type: String
    var known: Bool
    var events: Int
    var newest: String
    var effect: String?
  }

  private struct Event: Encodable {
    var id: String
    var type: String
    var time: String
    var received: String
    var subject: String?
    var author: String?
    var author_type: String?
  }

  private struct Unreadable: Encodable {
    var count: Int
    var last: String?
    var problem: String?
  }

  private struct Catalog: Encodable {
    var read: String?
    var known_by_events_alone: Int
    var stale: Int
    var deleted: Int
  }

  private struct Subscription: Encodable {
    var subscription: String
    var type: String
    var time: String
    var reason: String?
  }

  private struct Client: Encodable {
    var client: String
    var time: String
    var author: String?
    var dismissed: Bool
  }

  private struct Attribute: Encodable {
    var attribute: String
    var change: String
    var time: String
    var author: String?
    /// Whether the catalog finds products by it.
    var used: Bool
    var dismissed: Bool
  }

  private struct Notice: Encodable {
    var code: String
    var sentence: String
    var fix: String?
  }

  static func text(_ status: EventStatus) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Strings and integers always encode.
    guard let data = try? encoder.encode(document(status)) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  private static func document(_ status: EventStatus) -> Document {
    let notices = status.notices
    return Document(
      ledger: status.path, events: status.types.reduce(0) { $0 + $1.count },
      newest: status.types.map(\.newest).max().map(moment), types: status.types.map(type),
      latest: status.latest.map(event),
      unreadable: Unreadable(
        count: status.unreadable.count, last: status.unreadable.received.map(moment),
        problem: status.unreadable.problem),
      catalog: Catalog(
        read: notices.catalogRead.map(moment), known_by_events_alone: status.backlog.unread,
        stale: status.backlog.stale, deleted: status.backlog.deleted),
      subscriptions: notices.subscriptions.map {
        Subscription(
          subscription: $0.subscription, type: $0.kind.rawValue, time: moment($0.time), reason: $0.reason)
      },
      deleted_clients: notices.notices.filter { $0.kind == .clientDeleted }.map(client),
      changed_attributes: notices.notices.filter { $0.kind != .clientDeleted }.map { attribute($0, notices) },
      problems: EventsText.problems(of: notices).map {
        Notice(code: $0.code.rawValue, sentence: $0.sentence.text(showingValues: false), fix: $0.fix)
      })
  }

  private static func type(_ count: EventStatus.TypeCount) -> TypeCount {
    TypeCount(
      type: count.type, known: count.isKnown, events: count.count, newest: moment(count.newest),
      effect: EventType(name: count.type)?.effect.rawValue)
  }

  private static func event(_ event: EventStatus.Event) -> Event {
    Event(
      id: event.id, type: event.type, time: moment(event.time), received: moment(event.received),
      subject: event.subject, author: event.author, author_type: event.authorType)
  }

  private static func client(_ notice: EventNotice) -> Client {
    Client(
      client: notice.name, time: moment(notice.time), author: notice.author, dismissed: notice.isDismissed)
  }

  private static func attribute(_ notice: EventNotice, _ notices: EventNotices) -> Attribute {
    Attribute(
      attribute: notice.name, change: notice.kind == .attributeDeleted ? "deleted" : "updated",
      time: moment(notice.time), author: notice.author,
      used: notices.catalogKeys.values.contains(notice.name),
      dismissed: notice.isDismissed)
  }

  private static func moment(_ milliseconds: Int64) -> String { EventNoticeProblem.moment(milliseconds) }
}
