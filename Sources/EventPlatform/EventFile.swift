import Foundation
import Ledger
import Records

/// What a record of a file of events holds.
public enum EventFileItem: Equatable, Sendable {
  case arrival(EventArrival)
  case rejected(Problem)
}

/// Takes events out of the records of a file, whatever wrote it.
///
/// ```
/// {"specversion":"1.0","id":…}                                    an event, as a consumer of Kafka prints it
/// {"notification_type":…}                                         a notification, as a receiver kept it
/// {"ackId":…,"message":{"data":"<base64>",…}}                     gcloud pubsub subscriptions pull --format=json
/// {"receivedMessages":[{"ackId":…,"message":{"data":…}}]}         the answer of Pub/Sub's REST API
/// {"data":"<base64>","messageId":…}                               a message alone
/// ```
public enum EventFile {
  /// Objects around an event: the answer, its list, a received message and the message.
  private static let wrappings = 4

  /// The events of one record, in order; none for an empty object, which is what a pull without messages answers.
  ///
  /// - Parameter received: Now, in milliseconds since 1970.
  public static func items(of record: [UInt8], received: Int64) -> [EventFileItem] {
    guard let document = JSONFragment(record, maxDepth: EventLimits.maxDepth + wrappings) else {
      return [.rejected(EventProblem.notJSON())]
    }
    if case .object(let members) = document, members.isEmpty { return [] }
    if case .list(let messages)? = document["receivedMessages"] {
      return messages.map { item(message: $0["message"] ?? $0, received) }
    }
    if isWrapped(document) { return [item(message: document["message"] ?? document, received)] }
    return [item(of: record, document, received)]
  }

  private static func isWrapped(_ document: JSONFragment) -> Bool {
    if document["specversion"] != nil || document["type"] != nil { return false }
    if case .object? = document["message"] { return true }
    return document["data"]?.text != nil
  }

  private static func item(message: JSONFragment, _ received: Int64) -> EventFileItem {
    guard let text = message["data"]?.text else { return .rejected(EventProblem.missing("message.data")) }
    guard let data = Data(base64Encoded: text) else { return .rejected(EventProblem.base64("message.data")) }
    let bytes = [UInt8](data)
    guard let document = JSONFragment(bytes, maxDepth: EventLimits.maxDepth) else {
      return .rejected(EventProblem.notJSON())
    }
    return item(of: bytes, document, received)
  }

  private static func item(
    of bytes: [UInt8], _ document: JSONFragment, _ received: Int64
  ) -> EventFileItem {
    do throws(Problem) {
      guard bytes.count <= EventLimits.maxBytes else { throw EventProblem.tooLarge(bytes.count) }
      if document["notification_type"] != nil {
        let notification = try SubscriptionNotification(document)
        return .arrival(.notification(notification.entry(payload: bytes, received: received)))
      }
      let event = try PlatformEvent(document)
      return .arrival(.event(event.entry(payload: bytes, received: received)))
    } catch {
      return .rejected(error)
    }
  }
}
