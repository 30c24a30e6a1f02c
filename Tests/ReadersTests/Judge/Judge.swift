import Foundation
import TestSupport
import Testing

/// Runs the judge from outside, `Tests/Judges/read_records.py`, over a folder of files.
///
/// It reads the same files with Python's csv, json and lxml and knows nothing of this project but the
/// words of the `source:` block and of selectors.
enum Judge {
  static let root = Project.root.path
  private static let python = "/usr/bin/python3"

  /// Whether Python and lxml are there.
  static let isPresent: Bool = (try? run(["-c", "import csv, json, lxml.etree"]).status) == 0

  /// The judge's words on all inputs and what was read of them; empty where they agree.
  static func verdict(on inputs: [JudgedInput]) throws -> String {
    let folder = try TemporaryFolder()
    for (index, input) in inputs.enumerated() {
      let reading = try Reading(input)
      #expect(reading.errorCodes == [], "\(input.name)")
      try folder.write("\(index).input", input.bytes)
      try folder.write("\(index).records", "[" + reading.records.map(\.json).joined(separator: ",\n") + "]")
    }
    try folder.write("inputs.jsonl", inputs.map { $0.descriptor + "\n" }.joined())
    let (status, output) = try run([root + "/Tests/Judges/read_records.py", "judge", folder.path])
    keep(folder, inputs[0].name)
    if status == 0 { return "" }
    return output.isEmpty ? "the judge ended with status \(status)" : output
  }

  /// For each input, the selectors of everything that its records hold, as the judge sees them.
  static func selectors(of inputs: [JudgedInput]) throws -> [[String]] {
    let folder = try TemporaryFolder()
    for (index, input) in inputs.enumerated() { try folder.write("\(index).input", input.bytes) }
    try folder.write("inputs.jsonl", inputs.map { $0.descriptor + "\n" }.joined())
    let (status, output) = try run([root + "/Tests/Judges/read_records.py", "discover", folder.path])
    try #require(status == 0, "\(output)")
    return try JSONDecoder().decode([[String]].self, from: Data(output.utf8))
  }

  /// What another of the judges writes to standard output.
  static func output(of judge: String, _ arguments: [String]) throws -> String {
    let (status, output) = try run(["\(root)/Tests/Judges/\(judge)"] + arguments)
    try #require(status == 0, "\(output)")
    return output
  }

  /// With REVIEWFERRY_KEEP_JUDGED, a copy that stays for a person to look at, in that folder.
  private static func keep(_ folder: TemporaryFolder, _ name: String) {
    guard let target = ProcessInfo.processInfo.environment["REVIEWFERRY_KEEP_JUDGED"] else { return }
    try? FileManager.default.copyItem(
      atPath: folder.path, toPath: "\(target)/\(name.components(separatedBy: "/").joined(separator: "_"))")
  }

  private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
