import Crypto
import Ledger
import Records

extension SubscriptionNotification {
  /// The notification as the ledger keeps it.
  ///
  /// - Parameters:
  ///   - payload: The bytes that it was read from.
  ///   - received: Milliseconds since 1970.
  func entry(payload: [UInt8], received: Int64) -> NotificationEntry {
    NotificationEntry(
      subscription: subscription, type: type, time: time, received: received, reason: reason,
      payload: payload,
      digest: Array(SHA256.hash(data: payload)))
  }
}

extension UnreadableEntry {
  init(_ problem: Problem, payload: [UInt8], received: Int64) {
    let sentence = problem.sentence.text(showingValues: false)
    self.init(
      problem: "[\(problem.code.rawValue)] \(sentence)", received: received, payload: payload,
      digest: Array(SHA256.hash(data: payload)))
  }
}
