import Mapping
import Records
import TestSupport
import Testing

@testable import Pipeline

/// One input is parsed by several threads, and several inputs are read at once: nobody must be able to tell.
@Suite struct ParallelReadingTests {
  private let folder: TemporaryFolder
  private let plan: MappingPlan

  init() throws {
    folder = try TemporaryFolder()
    plan = try #require(TestMapping.plan())
  }

  private func run(
    _ inputs: [String], threads: Int
  ) throws -> (output: CollectingOutput, summary: RunSummary, problems: [Problem]) {
    let output = CollectingOutput()
    var problems: [Problem] = []
    let settings = ConvertSettings(
      inputs: inputs, maxReviews: 3, temporaryFolder: folder.path, workerCount: threads, now: 0)
    let pipeline = ConvertPipeline(plan: plan, settings: settings, cancellation: Cancellation()) {
      problems.append($0)
    }
    return (output, try pipeline.run(into: output), problems)
  }

  /// Reviews of which every tenth is in other inputs too, with other words.
  private func reviews(_ count: Int, in input: Int, dirt: [String] = []) -> String {
    var text = "id,sku,stars,status,text\n"
    for index in 0..<count {
      let id = index % 10 == 0 ? "shared\(index)" : "r\(input)-\(index)"
      text += "\(id),p\(index % 17),\(index % 5 + 1),ok,\"from \(input),\nline two\"\n"
      if !dirt.isEmpty, index % 37 == 5 { text += dirt[index / 37 % dirt.count] + "\n" }
    }
    return text
  }

  @Test(arguments: [2, 3, 8])
  func theLastInputWinsHoweverManyAreReadAtOnce(threads: Int) throws {
    let sizes = [4000, 3, 9000, 1, 0, 2500, 700]
    var paths = try sizes.enumerated().map { try folder.write("\($0).csv", reviews($1, in: $0)) }
    paths.insert("\(folder.path)/missing.csv", at: 3)
    let expected = try run(paths, threads: 1)
    #expect(expected.summary.duplicates > 0)
    let result = try run(paths, threads: threads)
    #expect(result.output.bodies == expected.output.bodies)
    #expect(result.summary == expected.summary)
    #expect(result.problems == expected.problems)
  }

  @Test(arguments: [2, 4])
  func dirtIsToldTheSameInPlaceAndWords(threads: Int) throws {
    let dirt = [
      "a,b,\"stray\" quote,ok,t", "too,few", "open,p,3,ok,\"never closed", "8\" pipe,p,9,ok,t", "", "x\r,",
    ]
    let path = try folder.write("a.csv", reviews(30_000, in: 0, dirt: dirt))
    let expected = try run([path], threads: 1)
    #expect(Set(expected.summary.rejectsByCode.keys).count > 3)
    let result = try run([path], threads: threads)
    #expect(result.output.bodies == expected.output.bodies)
    #expect(result.output.rejects == expected.output.rejects)
    #expect(result.problems == expected.problems)
    #expect(result.summary == expected.summary)
  }
}
