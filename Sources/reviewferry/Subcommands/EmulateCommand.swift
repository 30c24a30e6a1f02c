import ArgumentParser
import Emulator

struct EmulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emulate",
    abstract: "Serve a local PX Insights and PIM, for rehearsals and tests.",
    discussion: """
      Checks every request as strictly as the published pages allow, keeps the
      reviews in memory, finds their products in the catalogue and plays a fault
      plan. Runs until Ctrl-C.

        reviewferry emulate --catalog products.jsonl --faults faults.yaml
        curl http://127.0.0.1:8080/_state

      With a catalogue it serves the PIM's lists too, for 'catalog pull'. With --deliver-events it serves nothing: it
      posts events as the Event Platform does, signed with REVIEWFERRY_EVENT_SECRET, and ends when all were taken.

        reviewferry emulate --deliver-events events.jsonl --deliver-to http://127.0.0.1:8081/events

      The client is 'emulator-client' with the secret 'emulator-secret', the user
      'emulator-user' with 'emulator-password', the App token 'emulator-token'.
      REVIEWFERRY_CLIENT_ID, _CLIENT_SECRET, _USERNAME, _PASSWORD and _TOKEN replace
      them, as they do for the command that sends.
      """)

  static let optionNames =
    [
      "host", "port", "catalog", "faults", "body", "rate-limit", "token-lifetime", "state-file",
    ] + EventDeliveryOptions.optionNames + DiagnosticOptions.optionNames
  static let flagNames = ["verbose"] + DiagnosticOptions.flagNames

  @Option(
    help: ArgumentHelp("The address to listen on; others than loopback are open to all.", valueName: "host"))
  var host = "127.0.0.1"

  @Option(help: ArgumentHelp("The port to listen on; 0 takes a free one.", valueName: "port"))
  var port = 8080

  @Option(
    help: ArgumentHelp(
      "Products of the PIM, JSON Lines or CSV with uuid, type, code and sku, ean, …; without it all exist.",
      valueName: "file"), completion: .file())
  var catalog: String?

  @Option(
    help: ArgumentHelp("What goes wrong, and when: a fault plan in YAML.", valueName: "file"),
    completion: .file())
  var faults: String?

  @Option(help: ArgumentHelp("Shapes of bodies that are taken: flat, envelope or both.", valueName: "shape"))
  var body: EmulatorConfiguration.Shapes = .both

  @Option(help: ArgumentHelp("Requests a second that a client may send.", valueName: "n"))
  var rateLimit = 1000

  @Option(help: ArgumentHelp("Seconds that an access token lives.", valueName: "s"))
  var tokenLifetime = 3600

  @Option(
    help: ArgumentHelp("Where to write what '/_state' tells, at the end.", valueName: "file"),
    completion: .file())
  var stateFile: String?

  @Flag(name: .shortAndLong, help: "Write a line for each request.")
  var verbose = false

  @OptionGroup(title: "Events")
  var events: EventDeliveryOptions

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  func validate() throws {
    guard (0...65_535).contains(port) else {
      throw ValidationError("--port is \(port), but it must be between 0 and 65535")
    }
    guard rateLimit > 0 else {
      throw ValidationError("--rate-limit is \(rateLimit), but it must be at least 1")
    }
    if events.deliverEvents != nil, catalog != nil || faults != nil {
      throw ValidationError(
        "--deliver-events posts events and serves nothing, so --catalog and --faults mean nothing with it")
    }
    guard tokenLifetime > 0 else {
      throw ValidationError("--token-lifetime is \(tokenLifetime), but it must be at least 1")
    }
  }

  func run() throws {
    let printer = diagnostics.makePrinter()
    do throws(RunFailure) {
      if let file = events.deliverEvents {
        return try EventDeliveryRun(options: events, file: file, diagnostics: diagnostics).run()
      }
      try EmulateRun(command: self).run()
    } catch {
      printer.report(error)
      throw error.status.code
    }
  }
}

extension EmulatorConfiguration.Shapes: ExpressibleByArgument {}
