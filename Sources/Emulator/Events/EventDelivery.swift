import Crypto
import Foundation

/// How the emulated Event Platform delivers.
public struct EventDeliverySettings: Sendable {
  /// An http URL.
  public var target: String
  /// Signs as the primary one, and as the secondary one where there are two.
  public var secrets: [String]
  public var seed: UInt64
  /// Share of the events that are posted twice.
  public var duplicates: Double
  /// How many places an event may come too late.
  public var disorder: Int
  /// Events a second at most; the platform's own is 100.
  public var rate: Int
  /// Before the first retry; the second and third wait twice and four times as long, as 5, 10 and 20 minutes do.
  public var retryDelay: Duration
  /// The platform waits five seconds for an answer.
  public var timeout: Duration

  public init(
    target: String, secrets: [String], seed: UInt64 = 1, duplicates: Double = 0, disorder: Int = 0,
    rate: Int = 100, retryDelay: Duration = .seconds(300), timeout: Duration = .seconds(5)
  ) {
    self.target = target
    self.secrets = secrets
    self.seed = seed
    self.duplicates = duplicates
    self.disorder = disorder
    self.rate = rate
    self.retryDelay = retryDelay
    self.timeout = timeout
  }
}

/// What became of a delivery.
public struct EventDeliveryReport: Sendable, Equatable {
  public var events = 0
  /// Answered with 200; each counts once.
  public var delivered = 0
  /// Given up after the third retry.
  public var dropped = 0
  public var posts = 0
  public var duplicates = 0
  public var retries = 0
  /// Posts by status; `none` for those without an answer.
  public var answers: [String: Int] = [:]
  /// The status for which the platform would have suspended the subscription: 404 or a redirect.
  public var suspendedBy: Int?
  /// Told to end before all was posted.
  public var isStopped = false
}

/// Posts events from a file as the platform does: signed, at least once, in no order, with retries.
public final class EventDelivery {
  /// Moments are seconds since the delivery began; the clock and the wait are the caller's.
  public struct Time {
    public var now: () -> Double
    /// Returns false where the delivery is to end.
    public var wait: (Double) -> Bool

    public init(now: @escaping () -> Double, wait: @escaping (Double) -> Bool) {
      self.now = now
      self.wait = wait
    }
  }

  private struct Attempt {
    var due: Double
    var order: Int
    var event: Int
    var retries = 0
  }

  private static let maxRetries = 3

  private let settings: EventDeliverySettings
  private let events: [[UInt8]]
  private let post: (EventPost) -> Int?
  private let time: Time
  /// First posts, taken from the end.
  private var queue: [Attempt] = []
  /// By when they are due, the earliest at the end.
  private var retries: [Attempt] = []
  private var delivered: Set<Int> = []
  private var dropped: Set<Int> = []
  private var rate: Double
  private var nextSlot = 0.0
  public private(set) var report = EventDeliveryReport()

  /// - Parameter post: Sends one and returns the status; nil where no answer came in time.
  public init(
    _ settings: EventDeliverySettings, events: [[UInt8]], time: Time, post: @escaping (EventPost) -> Int?
  ) {
    self.settings = settings
    self.events = events
    self.time = time
    self.post = post
    rate = Double(settings.rate)
    report.events = events.count
    plan()
  }

  /// In the order of the file, but for what the seed delays and repeats.
  private func plan() {
    var random = DeliveryRandom(state: settings.seed)
    var places: [(place: Int, event: Int)] = []
    for event in events.indices {
      places.append((event + random.below(settings.disorder + 1), event))
      if random.share() < settings.duplicates {
        places.append((event + random.below(max(settings.disorder, 10) + 1), event))
        report.duplicates += 1
      }
    }
    let sorted = places.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
    queue = sorted.enumerated().map { Attempt(due: 0, order: $0.offset, event: $0.element.element.event) }
      .reversed()
  }

  public func run() -> EventDeliveryReport {
    while let attempt = next() {
      let start = max(attempt.due, nextSlot)
      if start > time.now(), !time.wait(start - time.now()) {
        report.isStopped = true
        return report
      }
      nextSlot = max(start, time.now()) + 1 / rate
      send(attempt)
      if report.suspendedBy != nil { return report }
    }
    return report
  }

  /// A retry that is due comes before what has waited all the time.
  private func next() -> Attempt? {
    let now = max(time.now(), nextSlot)
    if let first = retries.last, first.due <= now || queue.isEmpty { return retries.popLast() }
    return queue.popLast()
  }

  private func send(_ attempt: Attempt) {
    report.posts += 1
    let status = post(EventPost(events[attempt.event], secrets: settings.secrets))
    report.answers[status.map(String.init) ?? "none", default: 0] += 1
    switch status {
    case 200?:
      delivered.insert(attempt.event)
      count()
      rate = min(Double(settings.rate), rate + 1)
    case let status? where status == 404 || (300..<400).contains(status): report.suspendedBy = status
    case 429?:
      rate = max(1, rate / 2)
      retry(attempt)
    default: retry(attempt)
    }
  }

  private func retry(_ attempt: Attempt) {
    guard attempt.retries < Self.maxRetries else {
      dropped.insert(attempt.event)
      return count()
    }
    var next = attempt
    let (seconds, attoseconds) = settings.retryDelay.components
    let delay = Double(seconds) + Double(attoseconds) / 1e18
    next.due = time.now() + delay * Double(1 << attempt.retries)
    next.retries += 1
    report.retries += 1
    let place = retries.firstIndex { ($0.due, $0.order) < (next.due, next.order) } ?? retries.endIndex
    retries.insert(next, at: place)
  }

  /// An event that was taken once is not lost, whatever becomes of its repetition.
  private func count() {
    report.delivered = delivered.count
    report.dropped = dropped.subtracting(delivered).count
  }
}

/// One post: its body as it stands in the file, and its headers.
public struct EventPost: Sendable {
  public let body: [UInt8]
  public let headers: [(name: String, value: String)]

  init(_ body: [UInt8], secrets: [String]) {
    self.body = body
    let names = ["X-AKENEO-SIGNATURE-PRIMARY", "X-AKENEO-SIGNATURE-SECONDARY"]
    headers =
      [
        ("Content-Type", "application/json"), ("User-Agent", "akeneo/event-platform"),
        ("X-AKENEO-SIGNATURE-ALGORITHM", "HmacSHA256"),
      ] + zip(names, secrets).map { ($0, Self.signature(body, $1)) }
  }

  /// In lower-case hexadecimal.
  static func signature(_ body: [UInt8], _ secret: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
    let digits = Array("0123456789abcdef")
    return String(code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

/// SplitMix64.
struct DeliveryRandom {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }
}
