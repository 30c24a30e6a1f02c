import ArgumentParser
import Delivery
import Foundation
import Pipeline
import Readers
import Records

/// One `report`.
struct ReportRun {
  let command: ReportCommand
  let printer: ProblemPrinter

  func run() throws(RunFailure) -> ExitStatus {
    if command.output == nil, Terminal.isTerminal(STDOUT_FILENO) { throw RunFailure(Self.noFile, .usage) }
    let path = try summaryPath()
    let output = command.output.flatMap { $0 == "-" ? nil : ReportFile(path: $0, option: "--output") }
    try output?.check(inputs: [path])
    let document = try RunFailure.status(.inputMissing) { () throws(Problem) in
      try SummaryFile.read(try Self.bytes(path), name: path)
    }
    let page = ReportPage(document: document)
    guard var output else {
      try DataOutput.write(page.html)
      return .success
    }
    output.isPrivate = document.details?.shows_values == true
    try RunFailure.status(.cannotWrite) { () throws(Problem) in
      try output.write(page, outcome: "nothing was written")
    }
    if !command.diagnostics.quiet { Terminal.writeError("report     \(Quotation.escape(output.path))\n") }
    return .success
  }

  private static let noFile = Problem(
    "report.no-file", .error,
    "the report is an HTML page, and standard output is a terminal; nothing was done",
    fix: "name a file with '--output', or '-' to see the page's source")

  private func summaryPath() throws(RunFailure) -> String {
    if let summary = command.summary, !Self.isFolder(summary) { return summary }
    let folder = try RejectsFolder.open(command.summary, command.which.choice).path
    return folder + "/" + RunFile.summary.rawValue
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return path != "-" && FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// All of the file, or a byte more than one may have.
  private static func bytes(_ path: String) throws(Problem) -> [UInt8] {
    let source: any ByteSource =
      path == "-"
      ? StandardInputByteSource(file: InputOpener.displayName("-")) : try FileByteSource(path: path)
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    var count = 0
    while count <= SummaryFile.maxBytes {
      if count == bytes.count { bytes += [UInt8](repeating: 0, count: count) }
      let read = try read(source, into: &bytes, from: count)
      if read == 0 { break }
      count += read
    }
    guard count <= SummaryFile.maxBytes else { throw SummaryFile.tooLarge(path) }
    return Array(bytes.prefix(count))
  }

  private static func read(
    _ source: any ByteSource, into bytes: inout [UInt8], from start: Int
  ) throws(Problem) -> Int {
    let result = bytes.withUnsafeMutableBytes { bytes in
      Result { () throws(Problem) in
        try source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
      }
    }
    return try result.get()
  }
}
