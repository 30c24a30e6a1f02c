import Delivery
import Mapping
import Pipeline
import Records
import Requests

/// The whole pipeline over one input, with the settings of `convert --max-reviews 500`.
struct Conversion {
  private let plan: MappingPlan
  private let settings: ConvertSettings

  init(plan: MappingPlan, input: String) {
    self.plan = plan
    settings = ConvertSettings(inputs: [input], maxReviews: 500, now: 0)
  }

  func run(into output: any ConvertOutput) throws -> Int { try summary(into: output).read }

  func write(_ mapping: LoadedMapping, to path: String) throws -> Int {
    let folder = try OutputFolder(path: path, force: true)
    let header = FolderOutput.Header(
      tool: .init(name: "stages", version: "0"),
      mapping: .init(name: plan.name, fileName: mapping.fileName, sha256: mapping.sha256),
      settings: .init(shape: settings.shape, maxReviews: settings.maxReviews, maxBytes: settings.maxBytes))
    let output = try FolderOutput(folder: folder, layout: .lines, header: header)
    let summary = try summary(into: output)
    _ = try output.commit(summary)
    return summary.read
  }

  private func summary(into output: any ConvertOutput) throws -> RunSummary {
    let pipeline = ConvertPipeline(
      plan: plan, settings: settings, cancellation: Cancellation(), report: { _ in })
    return try pipeline.run(into: output)
  }
}

/// Drops requests and rejects.
final class NoOutput: ConvertOutput {
  func inputsWereRead(_ summary: RunSummary) {}
  func request(_ request: Request) {}
  func reject(_ record: RejectedRecord) {}
}
