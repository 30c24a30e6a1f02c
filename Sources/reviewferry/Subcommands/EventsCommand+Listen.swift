import ArgumentParser
import EventPlatform

extension EventsCommand {
  struct Listen: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "listen",
      abstract: "Receive the events of an HTTPS subscription, and the notifications about it.",
      discussion: """
        Answers 200 when an event is on the disk. Runs until SIGTERM or Ctrl-C, which lets the requests under way \
        end. Without a certificate it speaks plain HTTP, for a proxy on the same machine that has one.

        REVIEWFERRY_EVENT_SECRET is the subscription's secret, REVIEWFERRY_EVENT_SECRET_SECONDARY the other one \
        while they are changed, REVIEWFERRY_EVENT_SECRET_NOTIFICATION a subscriber's secret for notifications where \
        it has one of its own. --secrets-file has them in a file; there are no options for them.

          reviewferry events listen --pim-url https://shop.cloud.akeneo.com
          reviewferry events listen --ledger shop.sqlite --address 0.0.0.0 --tls-cert chain.pem --tls-key key.pem

        GET /healthz answers 200 or 503, GET /metrics the counts for Prometheus: on loopback, elsewhere where \
        --metrics-path says so.
        """)

    static let optionNames =
      LedgerLocation.optionNames + [
        "address", "port", "path", "notifications-path", "metrics-path", "tls-cert", "tls-key",
        "secrets-file",
        "max-backlog",
      ] + DiagnosticOptions.optionNames
    static let flagNames = ["verbose"] + DiagnosticOptions.flagNames

    @OptionGroup var location: LedgerLocation

    @Option(
      help: ArgumentHelp("The address to listen on; others than loopback are open to all.", valueName: "host")
    )
    var address = "127.0.0.1"

    @Option(help: ArgumentHelp("The port to listen on; 0 takes a free one.", valueName: "port"))
    var port = 8088

    @Option(help: ArgumentHelp("Where events are posted.", valueName: "path"))
    var path = "/events"

    @Option(help: ArgumentHelp("Where notifications about the subscription are posted.", valueName: "path"))
    var notificationsPath = "/notifications"

    @Option(
      help: ArgumentHelp(
        "Where metrics are served; 'none' for nowhere. (default: /metrics on loopback, none elsewhere)",
        valueName: "path"))
    var metricsPath: String?

    @Option(help: ArgumentHelp("The certificate and its chain, PEM.", valueName: "file"), completion: .file())
    var tlsCert: String?

    @Option(help: ArgumentHelp("The certificate's private key, PEM.", valueName: "file"), completion: .file())
    var tlsKey: String?

    @Option(
      help: ArgumentHelp(
        "A file with primary=…, secondary=… and notification=… (mode 0600). Variables win.", valueName: "file"
      ), completion: .file())
    var secretsFile: String?

    @Option(
      help: ArgumentHelp("Requests that may wait for the store before 429 is answered.", valueName: "n"))
    var maxBacklog = IntakeLimits().requests

    @Flag(name: .shortAndLong, help: "Write a line for each request.")
    var verbose = false

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    func validate() throws {
      guard (0...65_535).contains(port) else {
        throw ValidationError("--port is \(port), but it must be between 0 and 65535")
      }
      guard (1...100_000).contains(maxBacklog) else {
        throw ValidationError("--max-backlog is \(maxBacklog), but it must be between 1 and 100000")
      }
      guard (tlsCert == nil) == (tlsKey == nil) else {
        throw ValidationError("--tls-cert and --tls-key go together")
      }
      try validatePaths()
    }

    private func validatePaths() throws {
      let paths =
        [("path", path), ("notifications-path", notificationsPath)]
        + (servedMetrics.map { [("metrics-path", $0)] } ?? [])
      var seen: Set<String> = [ListenerConfiguration.healthPath]
      for (name, path) in paths {
        guard path.hasPrefix("/"), path.count > 1, !path.hasSuffix("/"), !path.contains(where: "?# ".contains)
        else {
          throw ValidationError("--\(name) is '\(path)', but it must be a path such as '/\(name)'")
        }
        guard seen.insert(path).inserted else {
          throw ValidationError("--\(name) is '\(path)', which is taken")
        }
      }
    }

    /// Who can reach another address than loopback is not to read the counts unless somebody says so.
    var servedMetrics: String? {
      if let metricsPath { return metricsPath == "none" ? nil : metricsPath }
      return isLoopback ? "/metrics" : nil
    }

    var isLoopback: Bool { address == "localhost" || address == "::1" || address.hasPrefix("127.") }

    func run() throws {
      let printer = diagnostics.makePrinter(isEndless: true)
      do throws(RunFailure) {
        try EventsListenRun(command: self, printer: printer).run()
      } catch {
        printer.report(error)
        throw error.status.code
      }
    }
  }
}
