import Foundation
import Records
import TestSupport
import Testing

@testable import Readers

/// What is read of archives against what Python's zipfile reads of them (`Tests/Judges/zip_judge.py`).
@Suite(.enabled(if: Judge.isPresent, "needs python3")) struct ZipJudgeTests {
  private struct Verdict: Decodable {
    struct Member: Decodable {
      var name: String
      var data: String?
      var error: String?
    }
    var file: String
    var damage: String
    var members: [Member]?
    var error: String?
  }

  /// Whole archives give the same bytes.
  ///
  /// Of damaged ones nothing is read that Python takes for damaged, and what both
  /// read is the same; we may refuse more (Python looks at one member only, and not at the order of all).
  @Test(arguments: [1, 2, 3]) func archivesAreReadAsPythonReadsThem(seed: Int) throws {
    let folder = try TemporaryFolder()
    let output = try Judge.output(of: "zip_judge.py", [String(seed), "150", folder.path])
    var agreed = 0
    for line in output.split(separator: "\n") {
      let verdict = try JSONDecoder().decode(Verdict.self, from: Data(line.utf8))
      let path = folder.path(verdict.file)
      // Names that are not what they say, and newer versions of the format, are no damage.
      if verdict.error == "BadZipFile" { #expect(Self.entries(path) == nil, "\(verdict.file)") }
      for member in verdict.members ?? [] {
        let found = Self.hex("\(path)/\(member.name)")
        if verdict.damage == "none" { #expect(found == member.data, "\(verdict.file) \(member.name)") }
        if let error = member.error, error != "NotImplementedError" {
          #expect(found == nil, "\(verdict.file) \(member.name) \(error)")
        }
        if let found, let data = member.data { #expect(found == data, "\(verdict.file) \(member.name)") }
        if found == member.data { agreed += 1 }
      }
    }
    #expect(agreed > 150)
  }

  private static func entries(_ path: String) -> [String]? {
    guard let file = try? RandomAccessFile(path: path) else { return nil }
    return (try? ZipDirectory(file))?.entries.map(\.name)
  }

  private static func hex(_ path: String) -> String? {
    guard let source = try? InputPlace(path).open() else { return nil }
    let result = readAll(source)
    if result.problem != nil { return nil }
    return result.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
