import ArgumentParser
import Emulator

/// The options of `emulate --deliver-events`.
struct EventDeliveryOptions: ParsableArguments {
  static let optionNames = [
    "deliver-events", "deliver-to", "deliver-seed", "deliver-duplicates", "deliver-disorder", "deliver-rate",
    "deliver-retry",
  ]

  @Option(
    help: ArgumentHelp("Events to post, JSON Lines or an array.", valueName: "file"), completion: .file())
  var deliverEvents: String?

  @Option(
    help: ArgumentHelp("Where to: http://host:port/path of 'events listen'; no https.", valueName: "url"))
  var deliverTo: String?

  @Option(help: ArgumentHelp("Decides what is repeated and delayed.", valueName: "n"))
  var deliverSeed: UInt64 = 1

  @Option(help: ArgumentHelp("Per cent of the events that are posted twice.", valueName: "p"))
  var deliverDuplicates = 0.0

  @Option(help: ArgumentHelp("Places that an event may come too late.", valueName: "n"))
  var deliverDisorder = 0

  @Option(help: ArgumentHelp("Events a second, 1 to 100; each 429 halves it for a while.", valueName: "n"))
  var deliverRate = 100

  @Option(
    help: ArgumentHelp(
      "Before the first retry; the second and third wait twice and four times as long. (default: 5m)",
      valueName: "time"), transform: DurationText.value)
  var deliverRetry = Duration.seconds(300)

  func validate() throws {
    guard (deliverEvents == nil) == (deliverTo == nil) else {
      throw ValidationError("--deliver-events and --deliver-to go together")
    }
    if let deliverTo, PlainPoster(deliverTo, timeout: .zero) == nil {
      throw ValidationError("--deliver-to must be an http URL such as http://127.0.0.1:8081/events")
    }
    guard (0...100).contains(deliverDuplicates) else {
      throw ValidationError("--deliver-duplicates is \(deliverDuplicates), but it must be between 0 and 100")
    }
    guard (0...1_000_000).contains(deliverDisorder) else {
      throw ValidationError("--deliver-disorder is \(deliverDisorder), but it must be between 0 and 1000000")
    }
    guard (1...100).contains(deliverRate) else {
      throw ValidationError("--deliver-rate is \(deliverRate), but it must be between 1 and 100")
    }
  }
}
