import Testing

@testable import Delivery

struct BisectPolicyTests {
  /// Sends what the policy says to a server that refuses a range for which `isRefused` says so.
  func run(
    _ count: Int, maxRequests: Int = .max, isRefused: (Range<Int>) -> Bool
  ) -> (policy: BisectPolicy, sent: [Range<Int>]) {
    var policy = BisectPolicy(reviewCount: count, maxRequests: maxRequests)
    var sent: [Range<Int>] = []
    while let range = policy.next() {
      #expect(policy.next() == range, "asking twice gives the same")
      sent.append(range)
      if isRefused(range) { policy.wasRefused() } else { policy.wasAccepted() }
    }
    #expect(policy.requests == sent.count)
    return (policy, sent)
  }

  /// Each review is in exactly one list.
  func expectComplete(_ policy: BisectPolicy, _ count: Int) {
    let all =
      policy.accepted.flatMap { Array($0) } + policy.spoiling + policy.unresolved.flatMap { Array($0) }
    #expect(all.sorted() == Array(0..<count))
    #expect(policy.spoiling == policy.spoiling.sorted())
  }

  @Test func theThirdOfEightIsFound() {
    let (policy, sent) = run(8) { $0.contains(2) }
    #expect(sent == [0..<4, 0..<2, 2..<3, 3..<4, 4..<8])
    #expect(policy.spoiling == [2])
    #expect(policy.accepted == [0..<2, 3..<4, 4..<8])
  }

  @Test func theSecondHalfIsNotSentWhenTheFirstWasAccepted() {
    let (policy, sent) = run(8) { $0.contains(7) }
    #expect(sent == [0..<4, 4..<6, 6..<7, 7..<8])
    #expect(policy.spoiling == [7])
  }

  @Test(arguments: [2, 3, 4, 5, 7, 8, 16, 31, 50, 100, 500]) func oneIsFoundInFewRequests(_ count: Int) {
    var levels = 0
    while 1 << levels < count { levels += 1 }
    for spoiler in 0..<count {
      let (policy, sent) = run(count) { $0.contains(spoiler) }
      if policy.spoiling != [spoiler] || sent.count > 2 * levels {
        Issue.record("\(spoiler) of \(count): \(policy.spoiling) in \(sent.count) requests")
      }
    }
  }

  @Test(arguments: 0..<60) func anyNumberIsFoundAndNothingIsLost(_ seed: Int) {
    var random = PolicyRandom(UInt64(seed))
    let count = Int.random(in: 1...120, using: &random)
    let percent = Int.random(in: 0...100, using: &random)
    var spoilers = Set((0..<count).filter { _ in random.isChosen(percent) })
    if spoilers.isEmpty { spoilers = [Int.random(in: 0..<count, using: &random)] }
    let (policy, sent) = run(count) { !spoilers.isDisjoint(with: $0) }
    #expect(Set(policy.spoiling) == spoilers)
    #expect(policy.unresolved.isEmpty)
    #expect(Set(sent).count == sent.count, "no range is sent twice")
    expectComplete(policy, count)
  }

  @Test(arguments: 0..<60) func requestsAreBounded(_ seed: Int) {
    var random = PolicyRandom(UInt64(seed) + 1000)
    let count = Int.random(in: 2...500, using: &random)
    let limit = Int.random(in: 0...30, using: &random)
    let spoilers = Set((0..<count).filter { _ in random.isChosen(10) })
    let (policy, sent) = run(count, maxRequests: limit) { !spoilers.isDisjoint(with: $0) }
    #expect(sent.count <= limit)
    #expect(spoilers.isSuperset(of: policy.spoiling))
    for range in policy.accepted { #expect(spoilers.isDisjoint(with: range)) }
    expectComplete(policy, count)
  }

  /// Two reviews that the server dislikes only together: neither is spoiling.
  @Test func reviewsThatSpoilOnlyTogetherAreBothAccepted() {
    let (policy, _) = run(8) { $0.contains(1) && $0.contains(6) }
    #expect(policy.spoiling.isEmpty)
    expectComplete(policy, 8)
  }

  @Test func anUndecidedRangeStaysWhole() {
    var policy = BisectPolicy(reviewCount: 4)
    #expect(policy.next() == 0..<2)
    policy.wasUndecided()
    #expect(policy.next() == 2..<4)
    policy.wasAccepted()
    #expect(policy.next() == nil)
    #expect(policy.unresolved == [0..<2])
  }

  @Test func answersWithoutAQuestionChangeNothing() {
    var policy = BisectPolicy(reviewCount: 4)
    policy.wasAccepted()
    policy.wasRefused()
    policy.wasUndecided()
    #expect(policy.next() == 0..<2)
  }

  @Test func fewReviewsNeedNoRequest() {
    #expect(run(1) { _ in true }.policy.spoiling == [0])
    #expect(run(0) { _ in true }.policy.spoiling == [])
  }
}
