import EventPlatform
import Foundation
import Ledger
import Records

/// The table of `events status`.
enum EventsText {
  static func status(_ status: EventStatus, width: Int) -> String {
    var lines = facts(status).map { "\($0.padded(to: 13))\($1)" }
    let problems = problems(of: status.notices)
    if !problems.isEmpty {
      lines += [""] + problems.map { "\($0.code.rawValue.padded(to: 24))\(sentence($0))" }
    }
    if !status.types.isEmpty { lines += [""] + types(status).lines(width: width) }
    if !status.latest.isEmpty { lines += [""] + latest(status).lines(width: width) }
    return lines.map { $0 + "\n" }.joined()
  }

  /// What is to be dealt with, as a run would say it; a deleted client only where it is the one of the environment.
  static func problems(
    of notices: EventNotices, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> [Problem] {
    let client = environment["REVIEWFERRY_CLIENT_ID"].flatMap { notices.deletion(of: $0) }
    return (client.map { [EventNoticeProblem.clientDeleted($0)] } ?? [])
      + notices.lossy.map(EventNoticeProblem.lost)
      + notices.silent.map(EventNoticeProblem.silent)
      + notices.changedAttributes().map(EventNoticeProblem.changed)
  }

  private static func sentence(_ problem: Problem) -> String { problem.sentence.text(showingValues: false) }

  private static func facts(_ status: EventStatus) -> [(String, String)] {
    let known = status.types.filter(\.isKnown).reduce(0) { $0 + $1.count }
    let unknown = status.types.filter { !$0.isKnown }.reduce(0) { $0 + $1.count }
    let newest =
      status.types.map(\.newest).max().map { ", the newest of \(EventNoticeProblem.moment($0))" } ?? ""
    var rows = [
      ("ledger", Quotation.escape(status.path)),
      ("events", Numerals.grouped(known + unknown) + newest),
    ]
    if unknown > 0 { rows.append(("", "\(Numerals.grouped(unknown)) of types that are not known")) }
    if status.unreadable.count > 0 {
      rows.append(
        (
          "unreadable",
          "\(Numerals.grouped(status.unreadable.count)), the last: "
            + Quotation.escape(status.unreadable.problem ?? "") + "; '--unreadable' shows them"
        ))
    }
    rows.append(("catalog", backlog(status)))
    rows.append(contentsOf: status.notices.subscriptions.map { ("subscription", subscription($0)) })
    let clients = status.notices.notices.filter { $0.kind == .clientDeleted && !$0.isDismissed }
    rows.append(contentsOf: clients.map { ("deleted", client($0)) })
    return rows
  }

  private static func backlog(_ status: EventStatus) -> String {
    let backlog = status.backlog
    let read =
      status.notices.catalogRead.map { "read on \(EventNoticeProblem.moment($0))" } ?? "never read whole"
    return "\(read); known by events alone \(Numerals.grouped(backlog.unread)), "
      + "stale \(Numerals.grouped(backlog.stale)), deleted \(Numerals.grouped(backlog.deleted))"
  }

  private static func subscription(_ notice: SubscriptionNotice) -> String {
    "\(Quotation.quote(notice.subscription)): \(notice.kind.rawValue) on \(EventNoticeProblem.moment(notice.time))"
  }

  private static func client(_ notice: EventNotice) -> String {
    "client \(Quotation.quote(notice.name)) on \(EventNoticeProblem.moment(notice.time))"
      + (notice.author.map { " by \(Quotation.quote($0))" } ?? "")
  }

  private static func types(_ status: EventStatus) -> TextTable {
    TextTable(
      headers: ["type", "events", "newest", "effect"],
      rows: status.types.map { type in
        [
          short(type.type), Numerals.grouped(type.count), EventNoticeProblem.moment(type.newest),
          EventType(name: type.type)?.effect.rawValue ?? "not known",
        ]
      })
  }

  private static func latest(_ status: EventStatus) -> TextTable {
    TextTable(
      headers: ["received", "time", "type", "author", "id"],
      rows: status.latest.map { event in
        [
          EventNoticeProblem.moment(event.received), EventNoticeProblem.moment(event.time), short(event.type),
          author(event), event.id,
        ]
      }, flexible: [4])
  }

  private static func author(_ event: EventStatus.Event) -> String {
    [event.author, event.authorType.map { "(\($0))" }].compactMap { $0 }.joined(separator: " ")
  }

  private static func short(_ type: String) -> String { EventType(name: type)?.rawValue ?? type }
}
