/// The secrets that the platform signs with; shown nowhere.
public struct EventSecrets: Sendable, CustomStringConvertible, CustomReflectable {
  let primary: String
  let secondary: String?
  let notification: String?

  /// - Parameters:
  ///   - secondary: The other secret while they are changed.
  ///   - notification: A subscriber's `notification_webhook_secret`, where it is one of its own.
  public init(primary: String, secondary: String? = nil, notification: String? = nil) {
    self.primary = primary
    self.secondary = secondary
    self.notification = notification
  }

  var ofEvents: [String] { [primary, secondary].compactMap { $0 } }
  var ofNotifications: [String] { [notification, primary, secondary].compactMap { $0 } }

  public var description: String { "‹secret›" }
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
