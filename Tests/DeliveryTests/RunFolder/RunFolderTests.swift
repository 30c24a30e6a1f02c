import Foundation
import Records
import TestSupport
import Testing

@testable import Delivery

@Suite struct RunFolderTests {
  let work: TemporaryFolder

  init() throws { work = try TemporaryFolder() }

  @Test func aRunIsWrittenAndReadBack() throws {
    try writeRun(work.path("runs/000012"), failed: [17, 1, 1000, 1001])
    #expect(
      work.names("runs/000012") == [
        "failed", "failed/0000", "failed/0000/000001-A_1.answer.json", "failed/0000/000001-A_1.json",
        "failed/0000/000017-A_1.answer.json", "failed/0000/000017-A_1.json",
        "failed/0000/001000-A_1.answer.json", "failed/0000/001000-A_1.json", "failed/0001",
        "failed/0001/001001-A_1.answer.json", "failed/0001/001001-A_1.json", "rejects.jsonl", "run.json",
        "summary.json",
      ])
    let run = try StoredRun(path: work.path("runs/000012"))
    #expect(run.record == testRecord)
    var failures = try run.failures()
    let found = try failures.all()
    #expect(found.map(\.number) == [1, 17, 1000, 1001])
    #expect(try found[1].body() == Array("{\"a\":1}".utf8))
    #expect(found[1].name == "failed/0000/000017-A_1.json")
    let answer = try #require(found[1].answer)
    #expect(answer.request == 17 && answer.status == 400 && answer.attempts == 2 && answer.reviews == 3)
    #expect(answer.code == "delivery.refused" && answer.sentence.contains("'too short'"))
  }

  @Test func aRunWithoutMappingOrNumberIsReadBack() throws {
    var record = testRecord
    (record.run, record.mapping, record.inputs) = (nil, nil, [])
    let folder = try RunFolder(path: work.path("out"))
    _ = try folder.commit(record, summary: "{}\n")
    #expect(try StoredRun(path: work.path("out")).record == record)
    #expect(work.text("out/rejects.jsonl") == "")
    #expect(work.text("out/run.json")?.hasPrefix(RunRecord.signature) == true)
    var failures = try StoredRun(path: work.path("out")).failures()
    #expect(try failures.all().isEmpty)
  }

  @Test func onlyTheOwnerMayReadIt() throws {
    try writeRun(work.path("runs/000012"), failed: [1])
    for name in [""] + work.names("runs") {
      let path = work.path("runs/\(name)")
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect((mode ?? 0o777) & 0o077 == 0, "\(name)")
    }
  }

  @Test func partsOfABisectedRequestHaveTheirOwnFiles() throws {
    try writeRun(work.path("run"), failed: [17, 17, 18, 17])
    var failures = try StoredRun(path: work.path("run")).failures()
    let found = try failures.all()
    #expect(found.map(\.number) == [17, 17, 17, 18])
    #expect(found.map(\.part) == [1, 2, 3, 1])
    #expect(found.map { $0.answer?.part } == [nil, 2, 3, nil])
    #expect(found[1].name == "failed/0000/000017.2-A_1.json")
  }

  @Test(arguments: ["x.answer", "../../etc", "", "a.2-b", "漢字", ".json"])
  func anyProductNameGivesABodyThatIsFoundAgain(sku: String) throws {
    let folder = try RunFolder(path: work.path("run"))
    try folder.keep(refusedRequest(7, sku: sku))
    _ = try folder.commit(testRecord, summary: "{}\n")
    var failures = try StoredRun(path: work.path("run")).failures()
    let found = try failures.all()
    #expect(found.map(\.number) == [7])
    #expect(found.first?.answer?.request == 7)
    #expect(work.names("run/failed/0000").count == 2)
  }

  @Test func manyTasksMayKeepAtOnce() async throws {
    let folder = try RunFolder(path: work.path("run"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 1...200 {
        group.addTask {
          try folder.keep(refusedRequest(number))
          try folder.reject(Array("{}\n".utf8))
        }
      }
      try await group.waitForAll()
    }
    _ = try folder.commit(testRecord, summary: "{}\n")
    var failures = try StoredRun(path: work.path("run")).failures()
    #expect(try failures.all().map(\.number) == Array(1...200))
    #expect(work.text("run/rejects.jsonl")?.count == 600)
  }

  /// Fails each system call in turn: nothing is left, or the run before.
  @Test(arguments: [false, true])
  func aFailureAtAnyCallLeavesNothing(force: Bool) throws {
    let path = work.path("run")
    if force { try writeRun(path, failed: [99]) }
    let before = work.names()
    var call = 1
    while true {
      let failing = FailingFiles(call: call)
      do {
        try writeRun(path, failed: [1, 2], force: force, calls: failing.calls)
        if !failing.hasFailed { break }
        #expect(work.text("run/summary.json") == "{}\n", "call \(call)")
        try FileManager.default.removeItem(atPath: path)
        if force { try writeRun(path, failed: [99]) }
      } catch let problem as Problem {
        #expect(problem.code == "io.write")
        #expect(work.names() == before, "call \(call)")
      }
      call += 1
    }
    #expect(call > 20)
  }

  @Test func forceReplacesARunAndNothingElse() throws {
    try writeRun(work.path("run"), failed: [1])
    let refused = #expect(throws: Problem.self) { try RunFolder(path: work.path("run")) }
    #expect(refused?.code == "output.exists")
    try writeRun(work.path("run"), force: true)
    #expect(work.names("run") == ["rejects.jsonl", "run.json", "summary.json"])
    try work.write("run/notes.txt", "mine")
    let strange = #expect(throws: Problem.self) { try RunFolder(path: work.path("run"), force: true) }
    #expect(strange?.code == "output.not-ours")
    #expect(work.text("run/notes.txt") == "mine")
  }

  @Test(arguments: [
    ("{\"format\":\"other\"}", "rejects.not-ours"), ("", "rejects.not-ours"),
    (RunRecord.signature, "rejects.damaged"), (RunRecord.signature + "\"version\":2}", "rejects.damaged"),
    (RunRecord.signature + "\"version\":3}", "rejects.newer"),
    (RunRecord.signature + "\"version\":1}", "rejects.older"),
  ])
  func whatIsNoRunIsRefused(text: String, code: String) throws {
    try work.write("run/run.json", text)
    let problem = #expect(throws: Problem.self) { try StoredRun(path: work.path("run")) }
    #expect(problem?.code.rawValue == code)
  }

  @Test(arguments: ["link", "pipe"])
  func aBodyThatIsNoOrdinaryFileIsNotRead(kind: String) throws {
    try writeRun(work.path("run"), failed: [1])
    var requests = try StoredRun(path: work.path("run")).failures()
    let request = try #require(try requests.next())
    unlink(request.bodyPath)
    // An open without O_NONBLOCK would wait for whoever writes into the pipe.
    let made = kind == "link" ? symlink("/dev/zero", request.bodyPath) : mkfifo(request.bodyPath, 0o600)
    #expect(made == 0)
    #expect { try request.body() } throws: { ($0 as? Problem)?.code == "rejects.not-readable" }
  }

  @Test func strangeFilesAmongTheFailedOnesArePassedOver() throws {
    try writeRun(work.path("run"), failed: [17, 18])
    for name in ["README", "0000/notes.json", "0000/x-1.json", "0000/000019.x-A.json", ".hidden/000001.json"]
    {
      try work.write("run/failed/\(name)", "{}")
    }
    try work.write("run/failed/0000/000018-A_1.answer.json", "{\"broken\":")
    var failures = try StoredRun(path: work.path("run")).failures()
    let found = try failures.all()
    #expect(found.map(\.number) == [17, 18])
    #expect(found.map { $0.answer == nil } == [false, true])
  }
}
