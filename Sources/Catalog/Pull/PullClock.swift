import Delivery
import Ledger
import Records

/// When a pull shows things, by the PIM's clock: events of the same items carry its time, and not this machine's.
struct PullClock: Sendable, Equatable {
  /// Between the servers of one PIM, in milliseconds.
  static let margin: Int64 = 60_000
  /// Between this machine and a PIM that does not tell its time.
  static let guess: Int64 = 300_000

  /// In milliseconds since 1970.
  let shown: Int64
  /// What is not shown did not exist then; what events tell of later is newer.
  let horizon: Int64

  /// - Parameters:
  ///   - date: Of the PIM's answer, in seconds since 1970.
  ///   - now: Of this machine, in milliseconds.
  init(date: Int64?, now: Int64) {
    shown = date.map { $0 * 1000 } ?? now
    horizon = shown - (date == nil ? Self.guess : Self.margin)
  }

  /// Further ahead than clocks usually differ.
  func isFar(_ moment: Int64) -> Bool { moment - shown > Self.guess }

  /// Asks for one product, whose page is of no matter.
  static func ask(_ client: PIMClient, _ settings: PullSettings) async -> Result<PullClock, PullStopped> {
    let resource = PullResource.products
    do throws(CallFailure) {
      let answer = try await client.get(resource.path, query: resource.one)
      guard PullPage(answer.body) != nil else {
        let problem = PullProblem.noPage(resource, settings.pimURL, .nothingRead)
        return .failure(PullStopped(reason: .unavailable(problem)))
      }
      return .success(PullClock(date: answer.date, now: settings.now()))
    } catch {
      let reason = PullOutcome.Stop.of(error, resource, settings.pimURL, .nothingRead, isFirst: false)
      return .failure(PullStopped(reason: reason))
    }
  }
}

/// Why there is no page.
struct PullStopped: Error { var reason: PullOutcome.Stop }
