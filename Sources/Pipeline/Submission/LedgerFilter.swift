import Grouping
import Ledger
import Records
import Requests

/// Passes on the reviews that the API does not have as they are now.
///
/// Reviews gather until one read of the ledger is worth its while; their order is kept. What is going to be
/// sent is announced to the ledger first (`Ledger.announce`). Used by one thread.
final class LedgerFilter: GroupStage {
  /// Reviews and bytes that gather; about 8 MiB at most, or one review.
  static let maxReviews = 4096
  static let maxBytes = 8 << 20

  private let ledger: Ledger
  /// Sends unchanged reviews too.
  private let resends: Bool
  /// The run that the reviews come from, where they are sent again.
  private let retriedRun: Int?
  private let cancellation: Cancellation?
  private let next: any GroupStage
  private let outgoing: OutgoingReviews
  /// Nil for what comes from the parked reviews themselves.
  private let desk: ParkingDesk?
  /// Is told of the reviews that are not passed on.
  var progress: ProgressCounters?

  private let bytes = ByteBuffer(capacity: 1 << 16)
  private let keys = ReviewKeys(capacity: 1 << 16)
  private var products: [(key: Range<Int>, first: Int)] = []
  private var reviews: [(id: Range<Int>, body: Range<Int>, content: ContentHash)] = []
  private var verdicts: [Verdict] = []
  /// The product that the next step knows of.
  private var product: [UInt8] = []
  private var isProductPassedOn = false

  private(set) var unchanged = 0
  /// Left as they are, because a later run than theirs has sent or parked something newer.
  private(set) var superseded = 0
  private(set) var changed = 0
  private(set) var moved = 0

  init(
    ledger: Ledger, resends: Bool, retriedRun: Int?, cancellation: Cancellation?, next: any GroupStage,
    outgoing: OutgoingReviews, desk: ParkingDesk? = nil
  ) {
    self.ledger = ledger
    self.desk = desk
    self.cancellation = cancellation
    self.resends = resends
    // Who sends again whatever is known wants the older ones too, and these are announced as changes.
    self.retriedRun = resends ? nil : retriedRun
    self.next = next
    self.outgoing = outgoing
  }

  func product(_ key: UnsafeBufferPointer<UInt8>) throws(Problem) {
    if isFull { try flush() }
    products.append((append(key), reviews.count))
    keys.product(key: key)
  }

  func review(id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>) throws(Problem) {
    if isFull { try flush() }
    let content = Digest.withBytes(of: body) { ContentHash($0) }
    reviews.append((append(id), append(body), content))
    keys.review(id: id, content: content)
  }

  func finish() throws(Problem) {
    try flush()
    try next.finish()
  }

  private var isFull: Bool { reviews.count >= Self.maxReviews || bytes.count >= Self.maxBytes }

  private func append(_ text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    let start = bytes.count
    bytes.append(text)
    return start..<bytes.count
  }

  private func view(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    bytes.view(range.lowerBound, range.count)
  }
}

extension LedgerFilter {
  /// Asks the ledger about all that has gathered, and passes on what must be sent.
  private func flush() throws(Problem) {
    // Where all is unchanged no request is made, and nobody else would see that the run was cancelled.
    if cancellation?.isCancelled == true { throw PipelineStop.cancellation }
    try ledger.decide(keys, ofRun: retriedRun, into: &verdicts)
    try desk?.settle(keys, &verdicts) { view(reviews[$0].body) }
    try ledger.announce(keys, verdicts)
    var (product, kept) = (0, 0)
    for (index, verdict) in verdicts.enumerated() {
      while product < products.count && products[product].first <= index {
        begin(products[product].key)
        product += 1
      }
      count(verdict)
      if verdict.needsSending || resends && verdict == .unchanged { try passOn(index) } else { kept += 1 }
    }
    progress?.ended(reviews: kept)
    // A product whose first review has not come yet.
    for rest in products[product...] { begin(rest.key) }
    try startAgain()
  }

  private func begin(_ key: Range<Int>) {
    product.removeAll(keepingCapacity: true)
    product.append(contentsOf: view(key))
    isProductPassedOn = false
  }

  private func count(_ verdict: Verdict) {
    switch verdict {
    case .unchanged: unchanged += resends ? 0 : 1
    case .changed: changed += 1
    case .moved: moved += 1
    case .superseded: superseded += 1
    case .new, .parked, .rejected: break
    }
  }

  private func passOn(_ index: Int) throws(Problem) {
    if !isProductPassedOn {
      isProductPassedOn = true
      try withProduct { (key) throws(Problem) in
        try next.product(key)
        outgoing.product(key)
      }
    }
    let review = reviews[index]
    try next.review(id: view(review.id), body: view(review.body))
    outgoing.review(id: view(review.id), content: review.content)
  }

  /// The next batch goes on with the product of this one.
  private func startAgain() throws(Problem) {
    bytes.removeAll()
    keys.removeAll()
    products.removeAll(keepingCapacity: true)
    reviews.removeAll(keepingCapacity: true)
    guard !product.isEmpty else { return }
    try withProduct { (key) throws(Problem) in
      keys.product(key: key)
    }
  }

  private func withProduct(_ use: (UnsafeBufferPointer<UInt8>) throws(Problem) -> Void) throws(Problem) {
    let result = product.withUnsafeBufferPointer { key in
      Result { () throws(Problem) in try use(key) }
    }
    try result.get()
  }
}
