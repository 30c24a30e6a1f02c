import Records
import TestSupport
import Testing

@testable import Ledger

@Suite struct TargetTests {
  private let folder: TemporaryFolder
  private let shop = LedgerTarget(pim: "shop.example", api: "api.example")

  init() throws { folder = try TemporaryFolder() }

  /// One run that has a review accepted, or does not come that far.
  private func run(for target: LedgerTarget, accepts: Bool) throws {
    let ledger = try Ledger(path: folder.path("l.sqlite"))
    _ = try ledger.beginRun(for: target, at: 1)
    if accepts {
      let keys = ReviewKeys()
      let text = Array("x".utf8)
      text.withUnsafeBufferPointer { text in
        keys.product(origin: text, key: text)
        keys.review(id: text, content: ContentHash(1))
      }
      try ledger.accepted([AcceptedRequest(number: 1, keys: keys)], at: 2)
    }
    try ledger.endRun(.completed, counts: [:], at: 3)
    try ledger.close()
  }

  @Test(arguments: [
    LedgerTarget(pim: "staging.example", api: "api.example"),
    LedgerTarget(pim: "shop.example", api: "127.0.0.1"),
  ])
  func anotherTargetIsRefused(other: LedgerTarget) throws {
    try run(for: shop, accepts: true)
    try run(for: shop, accepts: true)
    #expect(throws: Problem.self) { try run(for: other, accepts: false) }
    do throws(Problem) {
      _ = try Ledger(path: folder.path("l.sqlite")).beginRun(for: other, at: 4)
    } catch {
      #expect(error.code == "ledger.other-target")
    }
  }

  @Test func aMistypedAddressBindsNothing() throws {
    try run(for: LedgerTarget(pim: "typo.example", api: "api.example"), accepts: false)
    try run(for: shop, accepts: true)
  }
}
