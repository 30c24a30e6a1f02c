import Foundation
import GRDBSQLite
import Glibc
import Records
import Synchronization
import TestSupport
import Testing

@testable import Ledger

/// What happens to the n-th system call that SQLite makes on files of one folder.
enum Fault: Int32, Codable, CaseIterable {
  case noSpace
  case badDisk
  case kill
}

/// Stands between SQLite and the system; calls for other folders pass.
private enum Calls {
  struct Plan {
    var folder = ""
    var left = 0
    var fault = Fault.noSpace
    var hasFailed = false
  }

  static let plan = Mutex(Plan())

  /// Whether this call must fail.
  static func isDue(_ descriptor: Int32) -> Bool {
    var target = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/fd/\(descriptor)", &target, target.count - 1)
    guard count > 0 else { return false }
    let path = String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return plan.withLock { plan in
      guard plan.left > 0, !plan.folder.isEmpty, path.hasPrefix(plan.folder) else { return false }
      plan.left -= 1
      guard plan.left == 0 else { return false }
      plan.hasFailed = true
      if plan.fault == .kill { kill(getpid(), SIGKILL) }
      errno = plan.fault == .noSpace ? ENOSPC : EIO
      return true
    }
  }

  /// Installed once; without a plan it does nothing.
  static let isInstalled: Bool = {
    guard let vfs = sqlite3_vfs_find(nil), let set = vfs.pointee.xSetSystemCall else { return false }
    let write: @convention(c) (Int32, UnsafeRawPointer?, Int, Int) -> Int = {
      Calls.isDue($0) ? -1 : pwrite($0, $1, $2, $3)
    }
    let cut: @convention(c) (Int32, Int) -> Int32 = { Calls.isDue($0) ? -1 : ftruncate($0, $1) }
    // SQLite has no such name for `fsync`; what it does not know would stay as it is without a word.
    func replace(_ name: String, _ call: sqlite3_syscall_ptr) -> Bool { set(vfs, name, call) == SQLITE_OK }
    let writing = unsafeBitCast(write, to: sqlite3_syscall_ptr.self)
    let cutting = unsafeBitCast(cut, to: sqlite3_syscall_ptr.self)
    let writes = ["pwrite", "pwrite64"].map { replace($0, writing) }
    return writes.contains(true) && replace("ftruncate", cutting)
  }()

  static func arm(_ folder: String, call: Int, _ fault: Fault) {
    precondition(isInstalled)
    plan.withLock { $0 = Plan(folder: folder, left: call, fault: fault) }
  }

  /// Whether the fault came.
  static func disarm() -> Bool {
    plan.withLock { plan in
      defer { plan = Plan() }
      return plan.hasFailed
    }
  }
}

/// Two nights, the second with changes and moves; notes outside of the ledger what was accepted.
private struct Nights {
  static let reviews = (0..<200).map { TestReview("p\($0 % 9)", "\($0)", 0) }.inOrder

  static func second(_ review: TestReview) -> TestReview {
    guard let id = Int(review.id) else { return review }
    return TestReview(id % 10 == 0 ? "q" : review.product, review.id, id % 3 == 0 ? 1 : 0)
  }

  /// Appends `night index` for each review whose `accepted` came back.
  static func run(_ path: String, log: String) throws {
    let ledger = try Ledger(path: path)
    for (night, export) in [reviews, reviews.map(second)].enumerated() {
      _ = try ledger.beginRun(at: night)
      for start in stride(from: 0, to: export.count, by: 25) {
        let part = Array(export[start..<min(start + 25, export.count)]).inOrder
        let verdicts = try ledger.decide(part)
        try ledger.announce(part, verdicts)
        let send = zip(part, verdicts).filter { $1.needsSending }.map(\.0)
        if send.isEmpty { continue }
        // Some straight away, some by the journal.
        if start % 50 == 0 { try ledger.accept(send, number: start) } else { try ledger.take(send, start) }
        try append(send.map { "\(night) \($0.product) \($0.id) \($0.content)\n" }.joined(), to: log)
      }
      try ledger.endRun(.completed, counts: ["sent": 1], at: night)
    }
  }

  private static func append(_ text: String, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else { throw POSIXError(.EIO) }
  }

  /// The last content of each id whose `accepted` came back.
  static func acknowledged(_ log: String) -> [String: TestReview] {
    var last: [String: TestReview] = [:]
    let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ").map(String.init)
      last[parts[2]] = TestReview(parts[1], parts[2], Int(parts[3]) ?? -1)
    }
    return last
  }
}

/// One after the other: the plan is one for the process.
@Suite(.serialized) struct FaultTests {
  let folder: TemporaryFolder
  var path: String { folder.path("l.sqlite") }
  var log: String { folder.path("log") }

  init() throws { folder = try TemporaryFolder() }

  private func clear() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      try FileManager.default.removeItem(atPath: folder.path(name))
    }
  }

  /// Everything acknowledged is there, nothing is there that was not sent, and the ledger works on.
  private func check(_ comment: String) throws {
    let acknowledged = Nights.acknowledged(log)
    let ledger = try Ledger(path: path)
    _ = try ledger.beginRun(at: 9)
    // What was announced after it was acknowledged is sent again, nothing else: one part at most.
    let known = Array(acknowledged.values).inOrder
    let again = try ledger.decide(known).filter { $0 != .unchanged }
    #expect(again.count <= 25 && !again.contains(.new), "\(comment)")
    // Content never sent is never known.
    let strange = Nights.reviews.map { TestReview($0.product, $0.id, 2) }
    #expect(try !ledger.decide(strange).contains(.unchanged), "\(comment)")
    try ledger.endRun(.completed, counts: [:], at: 9)
    let export = Nights.reviews.map(Nights.second).inOrder
    try ledger.night(export)
    #expect(try ledger.night(export).isEmpty, "\(comment)")
    #expect(try LedgerReader(path: path).lines().count == Nights.reviews.count, "\(comment)")
  }

  /// Each write and cut of SQLite fails in turn, until a run needs fewer than that.
  @Test(arguments: [Fault.noSpace, .badDisk])
  func everyFailingCallIsAProblemOrHarmless(_ fault: Fault) throws {
    var call = 1
    var problems = 0
    while true {
      try clear()
      Calls.arm(folder.path, call: call, fault)
      let problem = code { try Nights.run(path, log: log) }
      let hasFailed = Calls.disarm()
      if let problem {
        #expect(["ledger.write", "ledger.file"].contains(problem), "call \(call): \(problem)")
      }
      problems += problem == nil ? 0 : 1
      try check("call \(call)")
      if !hasFailed { break }
      call += 1 + call / 20
    }
    #expect(call > 40)
    #expect(problems > 20)
  }

  /// kill -9 in the midst of a write, in a process of its own.
  @Test(arguments: [1, 2, 3, 5, 8, 12, 17, 25, 33, 42, 55, 70, 88])
  func killedAtAnyWriteNothingIsLost(_ call: Int) async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [call, folder = folder.path as String, path = path as String, log = log as String] in
      Calls.arm(folder, call: call, .kill)
      try Nights.run(path, log: log)
    }
    try check("call \(call)")
  }
}
