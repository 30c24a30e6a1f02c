import Delivery
import Foundation
import Records

/// Whether the PIM and the API can be reached, what their clocks say, and whether the PIM takes the credentials.
///
/// The API has no request that stores nothing, so it is asked for its base address without credentials: whatever it
/// answers, it is there.
struct NetworkCheck {
  /// Seconds by which clocks may differ unnoticed.
  static let clockTolerance: Int64 = 60
  /// Days that a certificate should be valid.
  static let certificateDays: Int64 = 14

  let findings: [Finding]

  init(_ scene: DoctorScene, _ credentials: Credentials?) {
    let command = scene.command
    guard !command.offline else {
      findings = [.ok("network", "not looked at (--offline)")]
      return
    }
    guard let text = command.pimURL, let pim = try? ServiceURL(text, name: "--pim-url"),
      let api = try? ServiceURL(command.apiURL ?? DeliveryOptions.productionURL, name: "--api-url")
    else {
      findings = [.ok("network", "not looked at: no PIM is named, or an address is wrong")]
      return
    }
    do throws(Problem) {
      let configuration = TransportConfiguration(
        userAgent: "reviewferry/\(Version.text)", maxConnections: 2, caFile: command.caFile,
        proxy: try ProxySettings(environment: scene.environment),
        systemRoots: SystemRoots(environment: scene.environment))
      let look = NetworkLook(
        pim: pim, api: api, credentials: credentials, configuration: configuration, timeout: command.timeout,
        transport: try ClientTransport(configuration: configuration))
      findings = NetworkWords(now: Moment.now(), pim: pim, api: api).findings(
        Blocking.run { await look.seen() })
    } catch {
      findings = [Finding("network", error, .mappingWrong)]
    }
  }
}

/// Asks; says nothing.
struct NetworkLook: Sendable {
  struct Server: Sendable {
    var reach: ServiceCheck.Reach
    /// Seconds since 1970 until which its certificate is valid.
    var expiry: Int64?
    /// Of this machine, when the answer was there.
    var answeredAt: Int64
  }

  struct Seen: Sendable {
    var pim: Server
    var api: Server
    var token: ServiceCheck.TokenAnswer?
  }

  let pim: ServiceURL
  let api: ServiceURL
  let credentials: Credentials?
  let configuration: TransportConfiguration
  let timeout: Duration
  let transport: ClientTransport

  func seen() async -> Seen {
    let check = ServiceCheck(transport: transport, timeout: timeout)
    async let api = server(api, check)
    let pim = await server(pim, check)
    var token: ServiceCheck.TokenAnswer?
    // What cannot be reached would only fail once more.
    if let credentials, case .answered = pim.reach {
      token = await check.token(credentials, pimURL: self.pim)
    }
    let seen = Seen(pim: pim, api: await api, token: token)
    await transport.shutdown()
    return seen
  }

  private func server(_ url: ServiceURL, _ check: ServiceCheck) async -> Server {
    let reach = await check.reach(url)
    let answeredAt = Moment.now()
    guard case .answered = reach else { return Server(reach: reach, expiry: nil, answeredAt: answeredAt) }
    let expiry = await CertificateExpiry.of(url, configuration, timeout: timeout)
    return Server(reach: reach, expiry: expiry, answeredAt: answeredAt)
  }
}
