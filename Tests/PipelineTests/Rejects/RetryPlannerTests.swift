import Delivery
import Foundation
import Records
import Requests
import TestSupport
import Testing

@testable import Pipeline

@Suite struct RetryPlannerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A run that read these files, with one reject for each number.
  private func run(_ rejects: [(file: String, record: Int)], inputs: [String]) throws -> StoredRun {
    let run = try RunFolder(path: folder.path("run"))
    for (file, record) in rejects {
      let origin = RowOrigin(record: record, line: 1, byteOffset: 0, rawOffset: 0, rawLength: 0)
      try run.reject(
        RejectLine.bytes(
          RejectedRecord(problem: Problem("a.b", .error, "wrong"), file: file, origin: origin, raw: nil)))
    }
    let inputs = inputs.map { name in
      let path = folder.path(name)
      let digest = DigestObserver.digest(ofFile: path)
      return RunRecord.Input(name: name, path: path, bytes: digest.bytes, xxh128: digest.xxh128)
    }
    _ = try run.commit(
      RunRecord(run: 1, mapping: nil, inputs: inputs, apiURL: "a", pimURL: "p", body: .flat), summary: "{}")
    return try StoredRun(path: run.path)
  }

  private func plan(_ run: StoredRun, _ inputs: [String] = []) throws(PipelineStop) -> RetryPlan {
    try RetryPlanner(run: run, inputs: inputs, report: { _ in }).plan()
  }

  private func codes(_ run: StoredRun, _ inputs: [String] = []) -> [String] {
    var reported: [String] = []
    do throws(PipelineStop) {
      _ = try RetryPlanner(run: run, inputs: inputs, report: { reported.append($0.code.rawValue) }).plan()
      return []
    } catch {
      guard case .input(let problems) = error else { return ["other"] }
      #expect(problems.map(\.code.rawValue) == reported)
      return reported
    }
  }

  @Test func recordsAreGatheredInputByInput() throws {
    for name in ["a.csv", "b.csv", "c.csv"] { try folder.write(name, name) }
    let run = try run(
      [("b.csv", 3), ("b.csv", 3), ("b.csv", 9), ("a.csv", 1)], inputs: ["b.csv", "c.csv", "a.csv"])
    let plan = try plan(run)
    #expect(plan.inputs.map(\.path) == [folder.path("b.csv"), folder.path("a.csv")])
    #expect(plan.inputs.map(\.selection) == [RecordSelection([3, 9]), RecordSelection([1])])
    #expect(plan.recordCount == 3)
    var settings = ConvertSettings(inputs: [], now: 0)
    plan.apply(to: &settings)
    #expect(settings.inputs == plan.inputs.map(\.path))
    #expect(settings.selection == [RecordSelection([3, 9]), RecordSelection([1])])
  }

  @Test func aChangedOrMissingInputIsRefusedUnlessItIsNamed() throws {
    try folder.write("a.csv", "1234")
    let run = try run([("a.csv", 1)], inputs: ["a.csv"])
    try folder.write("a.csv", "4321")
    #expect(codes(run) == ["retry.input-changed"])
    #expect(try plan(run, [folder.path("a.csv")]).inputs.map(\.path) == [folder.path("a.csv")])
    try FileManager.default.removeItem(atPath: folder.path("a.csv"))
    #expect(codes(run) == ["retry.input-missing"])
    #expect(codes(run, [folder.path("a.csv")]) == ["retry.input-missing"])
    try folder.write("mended.csv", "x")
    #expect(try plan(run, [folder.path("mended.csv")]).inputs.map(\.path) == [folder.path("mended.csv")])
  }

  @Test func ofSeveralInputsTheNameDecides() throws {
    for name in ["x/a.csv", "y/a.csv", "b.csv", "n/b.csv", "n/q.csv"] { try folder.write(name, name) }
    let run = try run(
      [("x/a.csv", 1), ("y/a.csv", 1), ("b.csv", 1)], inputs: ["x/a.csv", "y/a.csv", "b.csv"])
    let other = folder.path("n/q.csv")
    #expect(try plan(run, [folder.path("n/b.csv")]).inputs.last?.path == folder.path("n/b.csv"))
    #expect(try plan(run, ["y/a.csv=\(other)"]).inputs[1].path == other)
    #expect(try plan(run, ["b.csv=-"]).inputs[2].path == "-")
    #expect(codes(run, [other]) == ["retry.input-unmatched"])
    #expect(codes(run, ["a.csv=\(other)"]) == ["retry.input-unmatched"])
    #expect(codes(run, ["b.csv=\(other)", folder.path("n/b.csv")]) == ["retry.input-twice"])
  }

  @Test func everythingThatIsWrongIsSaidAtOnce() throws {
    try folder.write("a.csv", "1")
    let run = try run([("a.csv", 1), ("standard input", 2), ("z.csv", 3)], inputs: ["a.csv"])
    try folder.write("a.csv", "2")
    #expect(codes(run) == ["retry.input-changed", "retry.standard-input", "retry.input-needed"])
  }

  @Test func recordsThatAreGoneAreTold() throws {
    let path = try folder.write("a.csv", "id,sku,stars,status,text\nr1,p,4,ok,t\n")
    let run = try run([("a.csv", 1), ("a.csv", 2), ("a.csv", 3)], inputs: ["a.csv"])
    let plan = try plan(run)
    var settings = ConvertSettings(inputs: [], temporaryFolder: folder.path, now: 0)
    plan.apply(to: &settings)
    let summary = try ConvertPipeline(
      plan: try #require(TestMapping.plan()), settings: settings, cancellation: Cancellation(),
      report: { _ in }
    ).run(into: CollectingOutput())
    let problems = plan.missingRecords(in: summary)
    #expect(problems.map(\.position?.file) == [path])
    #expect(
      problems.first?.sentence.text(showingValues: true)
        == "2 records that the run rejected are no longer in the file")
  }
}
