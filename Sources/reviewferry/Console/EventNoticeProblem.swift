import Foundation
import Ledger
import Records

/// What events have left for a person to know, as problems of a run.
enum EventNoticeProblem {
  /// Of an attribute by which products are found.
  static func changed(_ notice: EventNotice) -> Problem {
    let what = notice.kind == .attributeDeleted ? "deleted" : "changed"
    return Problem(
      "events.attribute", .warning,
      """
      the attribute \(quoted: notice.name), by which products are found, was \(what) in the PIM on \
      \(moment(notice.time))\(by(notice.author)); the catalog may know wrong values of it
      """,
      fix: "read the catalog again, then look at the mapping")
  }

  /// Of the client whose credentials a run has; it does not name it.
  static func clientDeleted(_ notice: EventNotice) -> Problem {
    Problem(
      "events.client-deleted", .error,
      """
      the connection or App of these credentials was deleted in the PIM on \(moment(notice.time))\(by(notice.author)); \
      nothing was sent
      """,
      fix: """
        use the credentials of another one; if this one was made again, with the same client id, run \
        'reviewferry events dismiss'
        """)
  }

  /// Of the client by which the catalog is pulled: the PIM itself has the last word.
  static func clientDeletedBeforePull(_ notice: EventNotice) -> Problem {
    var problem = clientDeleted(notice)
    problem.severity = .warning
    problem.sentence = """
      the connection or App of these credentials was deleted in the PIM on \(moment(notice.time))\(by(notice.author)); \
      the PIM is asked all the same
      """
    return problem
  }

  /// Of a subscription whose events are, or were, lost.
  static func lost(_ notice: SubscriptionNotice) -> Problem {
    let time = moment(notice.time)
    let (what, fix) =
      switch notice.kind {
      case .suspendedBySystem: ("was suspended by the platform on \(time)", "resume the subscription, then ")
      case .suspendedByUser: ("was suspended by a user on \(time)", "resume the subscription, then ")
      case .revoked: ("was revoked on \(time)", "make the subscription again, then ")
      case .resumed: ("was suspended until \(time)", "")
      }
    let lost = notice.kind == .resumed ? "events before that are lost" : "its events since then are lost"
    return Problem(
      "events.lost", .warning,
      "the subscription \(quoted: notice.subscription) \(what)\(because(notice.reason)); \(lost)",
      fix: "\(fix)read the catalog again")
  }

  /// Of a subscription that brings nothing since, though nothing was lost that the catalog does not have.
  static func silent(_ notice: SubscriptionNotice) -> Problem {
    let isRevoked = notice.kind == .revoked
    return Problem(
      "events.suspended", .warning,
      """
      the subscription \(quoted: notice.subscription) is \(isRevoked ? "revoked" : "suspended") since \
      \(moment(notice.time))\(because(notice.reason)); no events come, so the catalog is as old as its last reading
      """,
      fix: isRevoked
        ? "make the subscription again, then run 'reviewferry events dismiss'" : "resume the subscription")
  }

  static func moment(_ milliseconds: Int64) -> String { Moment.text(Int(milliseconds / 1000)) }

  private static func by(_ author: String?) -> String {
    author.map { " by \(Quotation.quote($0))" } ?? ""
  }

  private static func because(_ reason: String?) -> String {
    reason.map { " (\(Quotation.quote($0)))" } ?? ""
  }
}
