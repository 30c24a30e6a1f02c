import Testing

@testable import Delivery

struct CircuitBreakerTests {
  static let down = RetryCause.fault(.refused)

  func breaker(_ threshold: Int = 3, span: Duration = .zero) -> CircuitBreaker {
    CircuitBreaker(threshold: threshold, minimumSpan: span, maxRefusalsAtStart: 4)
  }

  @Test func soManyFailuresInARowOpenIt() {
    var circuit = breaker()
    circuit.failed(.serverError(500), at: .start)
    circuit.failed(.fault(.timeout), at: .start)
    #expect(!circuit.isOpen)
    circuit.failed(Self.down, at: .start)
    #expect(circuit.opening == .unavailable(Self.down, failures: 3))
    circuit.succeeded()
    #expect(circuit.isOpen, "what is open stays open: the run ends")
  }

  @Test func aSuccessClosesTheCount() {
    var circuit = breaker()
    for _ in 0..<100 {
      circuit.failed(Self.down, at: .start)
      circuit.failed(Self.down, at: .start)
      circuit.succeeded()
    }
    #expect(!circuit.isOpen)
  }

  @Test func allRequestsUnderWayFailingAtOnceIsOneFailure() {
    var circuit = breaker(20, span: .seconds(10))
    for index in 0..<60 { circuit.failed(.fault(.cut), at: .ms(index)) }
    #expect(!circuit.isOpen)
    circuit.failed(Self.down, at: .ms(9999))
    #expect(!circuit.isOpen)
    circuit.failed(Self.down, at: .at(10))
    #expect(circuit.opening == .unavailable(Self.down, failures: 62))
  }

  @Test func aFullServerIsNotABrokenOne() {
    var circuit = breaker()
    for _ in 0..<100 { circuit.failed(.tooManyRequests, at: .start) }
    #expect(!circuit.isOpen)
    for _ in 0..<3 { circuit.gaveUp(.tooManyRequests, at: .start) }
    #expect(circuit.opening == .unavailable(.tooManyRequests, failures: 3))
  }

  @Test func refusedBodiesShowThatTheServerIsWell() {
    var circuit = breaker()
    circuit.succeeded()
    for _ in 0..<100 {
      circuit.failed(Self.down, at: .start)
      circuit.failed(Self.down, at: .start)
      circuit.refused(Refusal(.body), at: .start)
    }
    #expect(!circuit.isOpen)
  }

  @Test func aRunThatIsRefusedFromTheStartStops() {
    var circuit = breaker()
    for _ in 0..<3 { circuit.refused(Refusal(.body), at: .start) }
    for _ in 0..<50 { circuit.refused(Refusal(.product), at: .start) }
    #expect(!circuit.isOpen)
    circuit.refused(Refusal(.body), at: .start)
    #expect(circuit.opening == .nothingAccepted(Refusal(.body), refusals: 4))
    #expect(circuit.opening?.isAboutCredentials == false)
  }

  @Test(arguments: [Refusal.Kind.permission, .address, .redirect, .protocolError])
  func refusalsThatAreNotTheBodysCount(_ kind: Refusal.Kind) {
    var circuit = breaker()
    circuit.succeeded()
    for _ in 0..<2 { circuit.refused(Refusal(kind), at: .start) }
    #expect(!circuit.isOpen)
    circuit.refused(Refusal(kind), at: .start)
    #expect(circuit.opening == .refused(Refusal(kind), failures: 3))
    #expect(circuit.opening?.isAboutCredentials == (kind == .permission))
    #expect(circuit.opening?.isAboutAddress == (kind != .permission))
  }

  /// The address is wrong: each further request would be refused the same way.
  @Test(arguments: [Refusal.Kind.address, .redirect, .protocolError])
  func aWrongAddressOpensItAtOnceWhileNothingWasAccepted(_ kind: Refusal.Kind) {
    var circuit = breaker(20, span: .seconds(10))
    circuit.refused(Refusal(kind), at: .start)
    #expect(circuit.opening == .refused(Refusal(kind), failures: 1))
    var later = breaker(20, span: .seconds(10))
    later.succeeded()
    for _ in 0..<100 { later.refused(Refusal(kind), at: .start) }
    #expect(!later.isOpen)
  }

  @Test func fiveForbiddenRequestsOpenItWhileNothingWasAccepted() {
    var circuit = breaker(20, span: .seconds(10))
    for _ in 0..<4 { circuit.refused(Refusal(.permission), at: .start) }
    circuit.refused(Refusal(.body), at: .start)
    for _ in 0..<4 { circuit.refused(Refusal(.permission), at: .start) }
    #expect(!circuit.isOpen, "a refused body shows that the client is let in")
    circuit.refused(Refusal(.permission), at: .start)
    #expect(circuit.opening == .refused(Refusal(.permission), failures: 5))
    var later = breaker(20, span: .seconds(10))
    later.succeeded()
    for _ in 0..<100 { later.refused(Refusal(.permission), at: .start) }
    #expect(!later.isOpen)
  }

  @Test func aShortRunOfForbiddenRequestsWasNotPermitted() {
    var circuit = breaker()
    circuit.ended()
    #expect(!circuit.isOpen, "nothing was sent")
    circuit.refused(Refusal(.permission), at: .start)
    circuit.ended()
    #expect(circuit.opening == .refused(Refusal(.permission), failures: 1))
    var mixed = breaker()
    mixed.refused(Refusal(.permission), at: .start)
    mixed.succeeded()
    mixed.ended()
    #expect(!mixed.isOpen)
  }

  @Test(arguments: [Refusal.Kind.certificate, .credentials, .proxyCredentials])
  func whatNoRetryMendsOpensItAtOnce(_ kind: Refusal.Kind) {
    var circuit = breaker(20, span: .seconds(10))
    circuit.refused(Refusal(kind), at: .start)
    #expect(circuit.opening == .refused(Refusal(kind), failures: 1))
  }

  /// With the faults of a bad night, 12 % at random, the default circuit stays closed.
  @Test func aBadNightDoesNotOpenIt() {
    var random = PolicyRandom(5)
    var circuit = CircuitBreaker()
    for index in 0..<200_000 {
      if random.isChosen(12) {
        circuit.failed(.serverError(503), at: .ms(index * 5))
      } else {
        circuit.succeeded()
      }
    }
    #expect(!circuit.isOpen)
  }
}
