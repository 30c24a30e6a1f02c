import Foundation
import TestSupport
import Testing

/// Holds what the tool writes against programs that share no code with it.
@Suite struct OutsideJudgeTests {
  private static let hasValidator =
    (try? Shell.run("/usr/bin/python3 -c 'import jsonschema' && xxhsum -V", in: Project.root).status) == 0

  private static let sources =
    ((try? FileManager.default.contentsOfDirectory(
      atPath: Project.root.appendingPathComponent("mappings").path)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()

  @Test(
    .enabled(if: hasValidator, "python3-jsonschema or xxhash is not installed"),
    arguments: ["flat", "envelope"])
  func everySampleBecomesRequestsThatTheSchemaAccepts(shape: String) throws {
    let folder = try TemporaryFolder()
    for source in Self.sources {
      let result = try Shell.run(
        """
        reviewferry convert "$PROJECT"/samples/\(source)/* --mapping "$PROJECT"/mappings/\(source).yaml \
          --body \(shape) --output \(source) --max-rejects 100% --as-of 2026-01-01
        """, in: folder.url)
      #expect(result.status == 0, "\(source): \(result.errors)")
    }
    let judged = try Shell.run(
      "/usr/bin/python3 \"$PROJECT\"/Tests/Judges/validate_requests.py \(shape) \(Self.sources.joined(separator: " "))",
      in: folder.url)
    #expect(judged.status == 0, "\(judged.errors)")
    #expect(judged.output.split(separator: "\n").count == Self.sources.count)
  }
}
