import Testing

@testable import Delivery

struct TokenPolicyTests {
  var random = PolicyRandom(1)

  /// A policy with a token of an hour, asked for at the start.
  mutating func policy(refreshToken: Bool = true, lifetime: Duration? = .seconds(3600)) -> TokenPolicy {
    var policy = TokenPolicy.granted()
    #expect(policy.next(at: .start) == .renew(.password))
    policy.renewed(askedAt: .start, lifetime: lifetime, hasRefreshToken: refreshToken, using: &random)
    return policy
  }

  @Test mutating func theFirstTokenIsHadByThePasswordOnce() {
    var policy = TokenPolicy.granted()
    #expect(policy.next(at: .start) == .renew(.password))
    for _ in 0..<10 { #expect(policy.next(at: .start) == .wait) }
    policy.renewed(askedAt: .start, lifetime: .seconds(3600), hasRefreshToken: true, using: &random)
    #expect(policy.next(at: .at(1)) == .use(1))
  }

  /// 3,600 s less 60 s of margin, less up to 360 s of jitter.
  @Test(arguments: 0..<20) func itIsRenewedAheadOfItsEnd(_ seed: Int) {
    var random = PolicyRandom(UInt64(seed))
    var policy = TokenPolicy.granted()
    _ = policy.next(at: .start)
    policy.renewed(askedAt: .start, lifetime: .seconds(3600), hasRefreshToken: true, using: &random)
    #expect(policy.next(at: .at(3179)) == .use(1))
    #expect(policy.next(at: .at(3540)) == .useAndRenew(1, .refreshToken))
    #expect(policy.next(at: .at(3541)) == .use(1), "the old token serves while the new one is under way")
    #expect(policy.next(at: .at(3600)) == .wait, "and not longer than it lives")
  }

  @Test mutating func aTokenOfThreeSecondsIsRenewedInTime() {
    var policy = policy(lifetime: .seconds(3))
    #expect(policy.next(at: .ms(2000)) == .use(1))
    #expect(policy.next(at: .ms(2400)) == .useAndRenew(1, .refreshToken))
    policy.renewed(askedAt: .ms(2400), lifetime: .seconds(3), hasRefreshToken: true, using: &random)
    #expect(policy.next(at: .ms(3100)) == .use(2))
    #expect(policy.expiresAt == .ms(5400))
  }

  @Test mutating func aTokenWithoutALifetimeServesUntilA401() {
    var policy = policy(lifetime: nil)
    #expect(policy.next(at: .at(1_000_000)) == .use(1))
    policy.accepted(1)
    policy.rejected(1, at: .at(1_000_001))
    #expect(policy.next(at: .at(1_000_001)) == .renew(.refreshToken))
  }

  @Test mutating func manyAnswers401ToOneTokenAreOneRenewal() {
    var policy = policy()
    policy.accepted(1)
    for _ in 0..<64 { policy.rejected(1, at: .at(5)) }
    #expect(policy.next(at: .at(5)) == .renew(.refreshToken))
    policy.rejected(1, at: .at(6))
    #expect(policy.next(at: .at(6)) == .wait)
    policy.renewed(askedAt: .at(5), lifetime: .seconds(3600), hasRefreshToken: true, using: &random)
    policy.rejected(1, at: .at(7))
    #expect(policy.next(at: .at(7)) == .use(2), "an old token's 401 says nothing of the new one")
  }

  @Test mutating func theRefreshTokenComesFirstThenThePassword() {
    var policy = policy()
    policy.accepted(1)
    policy.rejected(1, at: .at(5))
    #expect(policy.next(at: .at(5)) == .renew(.refreshToken))
    policy.renewalRefused()
    #expect(policy.next(at: .at(5)) == .renew(.password))
    policy.renewalRefused()
    #expect(policy.next(at: .at(5)) == .refused(.password))
    #expect(policy.refusal?.isAboutCredentials == true)
  }

  @Test mutating func newTokensThatAreRefusedEndTheRun() {
    var policy = policy()
    policy.accepted(1)
    policy.rejected(1, at: .at(1))
    #expect(policy.next(at: .at(1)) == .renew(.refreshToken))
    policy.renewed(askedAt: .at(1), lifetime: .seconds(3600), hasRefreshToken: true, using: &random)
    policy.rejected(2, at: .at(2))
    #expect(policy.next(at: .at(2)) == .renew(.password))
    policy.renewed(askedAt: .at(2), lifetime: .seconds(3600), hasRefreshToken: true, using: &random)
    policy.rejected(3, at: .at(3))
    #expect(policy.next(at: .at(3)) == .refused(.newToken))
  }

  @Test mutating func theFirstTokenHasASecondChance() {
    var policy = policy()
    policy.rejected(1, at: .at(1))
    #expect(policy.next(at: .at(1)) == .renew(.password))
    policy.renewed(askedAt: .at(1), lifetime: .seconds(3600), hasRefreshToken: true, using: &random)
    policy.rejected(2, at: .at(2))
    #expect(policy.next(at: .at(2)) == .refused(.newToken))
  }

  /// As long as tokens serve between their ends, no number of 401s ends a run.
  @Test mutating func provenAndEndedTokensMayBeRefusedForEver() {
    var policy = policy(lifetime: .seconds(3))
    for generation in 1...500 {
      let now = RunInstant.at(Double(generation * 3))
      if generation % 2 == 0 { policy.accepted(generation) }
      policy.rejected(generation, at: now.advanced(by: generation % 2 == 0 ? .zero : .seconds(3)))
      #expect(policy.next(at: now) == .renew(.refreshToken))
      policy.renewed(askedAt: now, lifetime: .seconds(3), hasRefreshToken: true, using: &random)
    }
    #expect(policy.refusal == nil)
  }

  @Test mutating func aTokenEndpointThatIsDownIsRetriedAndThenGivenUp() {
    var policy = TokenPolicy.granted(retry: RetryPolicy(maxAttempts: 3))
    var longest = LongestWait()
    #expect(policy.next(at: .start) == .renew(.password))
    policy.renewalFailed(at: .at(1), using: &longest)
    #expect(policy.next(at: .at(1)) == .waitUntil(.at(1.5)))
    #expect(policy.next(at: .at(1.5)) == .renew(.password))
    policy.renewalFailed(at: .at(2), retryAfter: .seconds(20), using: &longest)
    #expect(policy.next(at: .at(2)) == .waitUntil(.at(23)))
    #expect(policy.next(at: .at(23)) == .renew(.password))
    policy.renewalFailed(at: .at(24), using: &longest)
    #expect(policy.next(at: .at(24)) == .refused(.unavailable))
    #expect(policy.refusal?.isAboutCredentials == false)
  }

  @Test mutating func anOldTokenServesToItsEndAlthoughNoNewOneComes() {
    var policy = policy()
    #expect(policy.next(at: .at(3550)) == .useAndRenew(1, .refreshToken))
    policy.renewalRefused()
    #expect(policy.next(at: .at(3551)) == .useAndRenew(1, .password))
    policy.renewalRefused()
    #expect(policy.next(at: .at(3599)) == .use(1))
    #expect(policy.next(at: .at(3600)) == .refused(.password))
  }

  @Test mutating func anEndpointThatIsNotThereIsAWrongAddressUntilItGaveAToken() {
    var fresh = TokenPolicy.granted()
    _ = fresh.next(at: .start)
    fresh.renewalMisdirected(at: .start, using: &random)
    #expect(fresh.next(at: .start) == .refused(.address))
    #expect(fresh.refusal?.isAboutCredentials == false)
    var policy = policy(lifetime: .seconds(3))
    #expect(policy.next(at: .at(3)) == .renew(.refreshToken))
    policy.renewalMisdirected(at: .at(3), using: &random)
    #expect(policy.refusal == nil)
  }

  @Test func anUntrustedEndpointIsNotAskedAgain() {
    var policy = TokenPolicy.granted()
    _ = policy.next(at: .start)
    policy.renewalUntrusted()
    #expect(policy.next(at: .start) == .refused(.unavailable))
    #expect(TokenPolicy.verdict(.failed(.certificate)) == .untrusted)
    #expect(TokenPolicy.verdict(.failed(.proxyCredentials)) == .untrusted)
  }

  /// A renewal was refused beside a token that served; then the API refused that too.
  @Test mutating func aTokenThatIsRefusedAfterItsRenewalWasIsNotUsedAgain() {
    var policy = policy()
    _ = policy.next(at: .at(3550))
    policy.renewalRefused()
    _ = policy.next(at: .at(3550))
    policy.renewalRefused()
    #expect(policy.refusalInForce == nil && policy.refusal == .password)
    policy.rejected(1, at: .at(3551))
    #expect(policy.refusalInForce == .password)
    #expect(policy.next(at: .at(3551)) == .refused(.password))
  }

  @Test func aFixedTokenServesUntilA401() {
    var policy = TokenPolicy.fixed()
    #expect(policy.next(at: .at(1_000_000)) == .use(0))
    policy.rejected(0, at: .at(1_000_000))
    #expect(policy.next(at: .at(1_000_000)) == .refused(.fixedToken))
  }

  /// Whatever happens in whatever order, there is one renewal at a time and no step gives an ended token.
  @Test(arguments: 0..<100) func oneRenewalAtATime(_ seed: Int) {
    var random = PolicyRandom(UInt64(seed))
    var policy = TokenPolicy.granted(retry: RetryPolicy(maxAttempts: 1000, maxTime: .seconds(1_000_000)))
    var askedAt: RunInstant?
    var now = RunInstant.start
    for _ in 0..<500 {
      now = now.advanced(by: random.milliseconds(0...1000))
      switch Int.random(in: 0..<10, using: &random) {
      case 0...4:
        switch policy.next(at: now) {
        case .renew, .useAndRenew:
          #expect(askedAt == nil)
          askedAt = now
        case .use(let generation):
          #expect(generation == policy.generation && policy.expiresAt.map { now < $0 } != false)
        case .wait: #expect(askedAt != nil)
        case .waitUntil(let instant): #expect(instant > now)
        case .refused: return
        }
      case 5:
        guard let asked = askedAt else { break }
        policy.renewed(
          askedAt: asked, lifetime: random.milliseconds(500...9000), hasRefreshToken: true, using: &random)
        askedAt = nil
      case 6 where askedAt != nil && random.isChosen(30):
        policy.renewalRefused()
        askedAt = nil
      case 7 where askedAt != nil:
        policy.renewalFailed(at: now, using: &random)
        askedAt = nil
      case 8: policy.rejected(Int.random(in: 0...policy.generation, using: &random), at: now)
      default: policy.accepted(policy.generation)
      }
    }
  }

  @Test(
    arguments: [
      (
        #"{"access_token":"abc","expires_in":3600,"token_type":"bearer","scope":null,"refresh_token":"r"}"#,
        3600, true
      ),
      (#"{"access_token":"abc","expires_in":"60"}"#, 60, false), (#"{"access_token":"abc"}"#, nil, false),
      (#"{"access_token":"abc","expires_in":0,"refresh_token":""}"#, nil, false),
      (#"{"access_token":"abc","expires_in":-1}"#, nil, false),
      (#"{"access_token":"abc","expires_in":1e300}"#, 366 * 86_400, false),
      (#"{"access_token":"abc","expires_in":null,"refresh_token":null}"#, nil, false),
    ] as [(String, Int?, Bool)])
  func grantsAreRead(_ body: String, _ seconds: Int?, _ hasRefreshToken: Bool) {
    let grant = TokenGrant(Array(body.utf8))
    #expect(grant?.accessToken == SecretText("abc"))
    #expect(grant?.lifetime == seconds.map { .seconds($0) })
    #expect((grant?.refreshToken != nil) == hasRefreshToken)
  }

  @Test(arguments: [
    "", "{}", "abc", #"{"access_token":""}"#, #"{"access_token":7}"#, #"{"access_token":"a b"}"#,
    #"{"access_token":"a\r\nX-Evil: 1"}"#, #"{"access_token":"é"}"#, #"["access_token"]"#,
  ])
  func whatHoldsNoTokenIsNoGrant(_ body: String) { #expect(TokenGrant(Array(body.utf8)) == nil) }

  @Test(
    arguments: [
      (200, .retry(after: .absent)), (302, .misdirected), (400, .refused), (401, .refused),
      (403, .refused), (404, .misdirected), (405, .misdirected), (410, .misdirected),
      (408, .retry(after: .absent)), (422, .refused), (429, .retry(after: .absent)),
      (500, .retry(after: .absent)),
    ] as [(Int, TokenPolicy.GrantVerdict)])
  func answersOfTheTokenEndpoint(_ status: Int, _ expected: TokenPolicy.GrantVerdict) {
    #expect(TokenPolicy.verdict(.answered(Answer(status: status))) == expected)
  }
}
