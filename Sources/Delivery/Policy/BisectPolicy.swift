/// Finds which reviews spoil a refused body, by sending halves of it.
///
/// An accepted half is done. A refused one is halved again, down to one review, which is then the spoiling
/// one. Where the first half of a refused range was accepted, the second must hold the fault and is halved
/// without being sent whole; a single review is always sent, because the server may dislike two reviews only
/// together. One spoiling review among n costs at most 2·⌈log₂ n⌉ requests. When the requests are used up,
/// the ranges that are left stay refused as a whole.
///
/// Every review ends in exactly one of `accepted`, `spoiling` and `unresolved`.
public struct BisectPolicy: Sendable {
  public static let defaultMaxRequests = 64

  private struct Piece: Sendable {
    var range: Range<Int>
    /// Known to be refused without having been sent.
    var isSuspect = false
    /// Its sibling lies under it on the stack.
    var isFirstHalf = false
  }

  public let maxRequests: Int
  public private(set) var requests = 0
  /// Ranges of reviews that were accepted, in the order of sending.
  public private(set) var accepted: [Range<Int>] = []
  /// Reviews that are refused alone, ascending.
  public private(set) var spoiling: [Int] = []
  /// Ranges that hold a spoiling review, or may hold one.
  public private(set) var unresolved: [Range<Int>] = []
  private var stack: [Piece] = []
  private var current: Piece?

  /// For a body of so many reviews that has been refused.
  public init(reviewCount: Int, maxRequests: Int = defaultMaxRequests) {
    self.maxRequests = max(0, maxRequests)
    if reviewCount == 1 { spoiling = [0] }
    if reviewCount > 1 { split(0..<reviewCount) }
  }

  /// Which reviews to send next; nil when all is known or the requests are used up.
  ///
  /// The same range is given until one of `wasAccepted`, `wasRefused` and `wasUndecided` is called.
  public mutating func next() -> Range<Int>? {
    if let current { return current.range }
    while let piece = stack.popLast() {
      if piece.isSuspect && piece.range.count > 1 {
        split(piece.range)
      } else if requests < maxRequests {
        requests += 1
        current = piece
        return piece.range
      } else {
        unresolved.append(piece.range)
      }
    }
    return nil
  }

  public mutating func wasAccepted() {
    guard let piece = current else { return }
    current = nil
    accepted.append(piece.range)
    if piece.isFirstHalf { stack[stack.count - 1].isSuspect = true }
  }

  public mutating func wasRefused() {
    guard let piece = current else { return }
    current = nil
    if piece.range.count == 1 { spoiling.append(piece.range.lowerBound) } else { split(piece.range) }
  }

  /// Neither: the server was not well, or the run stops.
  public mutating func wasUndecided() {
    guard let piece = current else { return }
    current = nil
    unresolved.append(piece.range)
  }

  private mutating func split(_ range: Range<Int>) {
    // No use in halves that nothing is left to send.
    guard requests < maxRequests else { return unresolved.append(range) }
    let middle = range.lowerBound + (range.count + 1) / 2
    stack.append(Piece(range: middle..<range.upperBound))
    stack.append(Piece(range: range.lowerBound..<middle, isFirstHalf: true))
  }
}
