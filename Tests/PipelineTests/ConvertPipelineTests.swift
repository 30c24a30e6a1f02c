import Foundation
import Mapping
import Records
import Requests
import TestSupport
import Testing

@testable import Pipeline

@Suite struct ConvertPipelineTests {
  private let folder: TemporaryFolder
  private let plan: MappingPlan

  init() throws {
    folder = try TemporaryFolder()
    plan = try #require(TestMapping.plan())
  }

  private func run(
    _ inputs: [String], _ output: CollectingOutput, threads: Int = 1, memory: Int = 64 << 20,
    cancellation: Cancellation = Cancellation(), report: @escaping (Problem) -> Void = { _ in }
  ) throws(PipelineStop) -> RunSummary {
    let settings = ConvertSettings(
      inputs: inputs, maxReviews: 3, memoryBytes: memory, temporaryFolder: folder.path, workerCount: threads,
      now: 0)
    return try ConvertPipeline(plan: plan, settings: settings, cancellation: cancellation, report: report)
      .run(into: output)
  }

  private func corpus(_ count: Int) -> String {
    var text = "id,sku,stars,status,text\n"
    for index in 0..<count {
      let stars = index % 50 == 7 ? 9 : index % 5 + 1
      text += "r\(index),p\(index * 7919 % 97),\(stars),\(index % 10 == 3 ? "hidden" : "ok"),text \(index)\n"
    }
    return text
  }

  @Test func countsAddUp() throws {
    let output = CollectingOutput()
    let summary = try run([try folder.write("a.csv", corpus(5000))], output)
    #expect(summary.read == 5000)
    #expect(summary.filtered == 500)
    #expect(summary.rejected == 100)
    #expect(summary.read + summary.fannedOut == summary.mapped + summary.filtered + summary.rejected)
    #expect(summary.mapped == summary.written + summary.duplicates)
    #expect(summary.filteredBy.map(\.label) == ["published"])
    #expect(summary.rejectsByCode == ["score.range": 100])
    #expect(summary.requests == output.bodies.count)
    #expect(output.rejects.count == 100)
  }

  @Test(arguments: [1, 2, 4])
  func outputDoesNotDependOnThreads(threads: Int) throws {
    let path = try folder.write("a.csv", corpus(20_000))
    let expected = CollectingOutput()
    let expectedSummary = try run([path], expected)
    let output = CollectingOutput()
    let summary = try run([path], output, threads: threads)
    #expect(output.bodies == expected.bodies)
    #expect(output.rejects == expected.rejects)
    #expect(summary == expectedSummary)
  }

  /// 5,000 parts of one record: each reject with the whole record would be 150 MB, and counted anew for its place.
  @Test(.timeLimit(.minutes(1))) func aRecordOfManyRejectsIsNotWrittenForEach() throws {
    let yaml = TestMapping.csv.replacingOccurrences(
      of: "{ sku: sku }", with: "{ sku: . }\neach: { from: sku, split: ; }")
    let parts = Array(repeating: "p1234", count: 5000).joined(separator: ";")
    let path = try folder.write("a.csv", "id,sku,stars,status,text\n1,\(parts),9,ok,t\n2,a;b,9,ok,t\n")
    let output = CollectingOutput()
    let settings = ConvertSettings(inputs: [path], temporaryFolder: folder.path, now: 0)
    let pipeline = ConvertPipeline(
      plan: try #require(TestMapping.plan(yaml)), settings: settings, cancellation: Cancellation()
    ) { _ in }
    let summary = try pipeline.run(into: output)
    #expect(summary.rejected == 5002)
    #expect(output.rejects.count == 5002)
    #expect(output.rejects.count { $0.contains("\"raw\":") } == 102)
    #expect(output.rejects.suffix(2).first?.contains("\"raw\":\"2,a;b,9,ok,t\"") == true)
  }

  /// 3,000 items that share a text of 40 kB would be 120 MB of reviews, from 60 kB of input.
  @Test func theReviewsOfOneRecordAreBounded() throws {
    let yaml = TestMapping.csv.replacing("where:", with: "each: { from: sku, split: \";\" }\nwhere:")
      .replacing("{ sku: sku }", with: "{ sku: . }")
    let plan = try #require(TestMapping.plan(yaml))
    let parts = (0..<3000).map { "p\($0)" }.joined(separator: ";")
    let text = String(repeating: "x", count: 40_000)
    let path = try folder.write("a.csv", "id,sku,stars,status,text\n1,\(parts),5,ok,\(text)\n2,p,5,ok,t\n")
    let settings = ConvertSettings(inputs: [path], temporaryFolder: folder.path, now: 0)
    let summary = try ConvertPipeline(
      plan: plan, settings: settings, cancellation: Cancellation(), report: { _ in }
    ).run(into: CollectingOutput())
    #expect(summary.read == 2)
    #expect(summary.fannedOut == 2999)
    #expect(summary.rejectsByCode.keys.map(\.rawValue) == ["each.too-large"])
    #expect((1600...1800).contains(summary.written), "\(summary.written)")
    #expect(summary.read + summary.fannedOut == summary.mapped + summary.filtered + summary.rejected)
  }

  @Test func problemsAreReportedInFileOrder() throws {
    var records: [Int] = []
    _ = try run([try folder.write("a.csv", corpus(5000))], CollectingOutput(), threads: 3) {
      records.append($0.position?.record ?? 0)
    }
    #expect(records.count == 100)
    #expect(records == records.sorted())
  }

  @Test func aFileThatCannotBeReadDoesNotStopTheOthers() throws {
    let good = try folder.write("a.csv", corpus(10))
    var codes: [ProblemCode] = []
    let summary = try run([good, "\(folder.path)/missing.csv", good], CollectingOutput()) {
      codes.append($0.code)
    }
    #expect(summary.inputs.map(\.state) == [.complete, .unreadable, .complete])
    #expect(summary.hasUnreadableInput)
    #expect(codes.contains("input.missing"))
  }

  @Test func nothingReadableEndsTheRun() throws {
    let output = CollectingOutput()
    #expect(throws: PipelineStop.self) { try run(["\(folder.path)/missing.csv"], output) }
    #expect(output.bodies.isEmpty)
  }

  @Test func aMissingColumnEndsTheRunBeforeAnyOutput() throws {
    let good = try folder.write("a.csv", corpus(10))
    let bad = try folder.write("b.csv", "id,sku,status,text\n1,2,ok,t\n")
    do throws(PipelineStop) {
      _ = try run([good, bad], CollectingOutput())
      Issue.record("the run went on")
    } catch {
      guard case .mapping(let problems) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(problems.map(\.code) == ["mapping.unknown-column"])
    }
  }

  @Test(arguments: [1, 2, 17])
  func aWriteErrorStopsTheRun(request: Int) throws {
    let output = CollectingOutput()
    output.failsAt = request
    let path = try folder.write("a.csv", corpus(1000))
    do throws(PipelineStop) {
      _ = try run([path], output)
      Issue.record("the run went on")
    } catch {
      guard case .output(let problem) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(problem.code == "io.write")
      #expect(output.bodies.count == request - 1)
    }
  }

  @Test func aCancelledRunEndsAsCancelled() throws {
    let cancellation = Cancellation()
    cancellation.cancel()
    do throws(PipelineStop) {
      _ = try run(["-"], CollectingOutput(), cancellation: cancellation)
      Issue.record("the run went on")
    } catch {
      guard case .cancelled = error else {
        Issue.record("\(error)")
        return
      }
    }
  }
}
