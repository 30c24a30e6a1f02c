import Delivery
import Foundation
import Readers
import Records
import Requests

/// Writes a conversion into a folder that appears complete or not at all.
public final class FolderOutput: ConvertOutput {
  /// What the manifest says besides the inputs.
  public struct Header: Sendable {
    public var tool: Manifest.Tool
    public var mapping: Manifest.Mapping
    public var settings: Manifest.Settings

    public init(tool: Manifest.Tool, mapping: Manifest.Mapping, settings: Manifest.Settings) {
      self.tool = tool
      self.mapping = mapping
      self.settings = settings
    }
  }

  private let folder: OutputFolder
  private let layout: DumpLayout
  private let header: Header
  private let rejects: BufferedFileWriter
  private var dumper: RequestDumper?

  public init(folder: OutputFolder, layout: DumpLayout, header: Header) throws(Problem) {
    self.folder = folder
    self.layout = layout
    self.header = header
    rejects = try folder.makeFile(.rejects, for: .owner)
  }

  public func inputsWereRead(_ summary: RunSummary) throws(Problem) {
    let inputs = summary.inputs.compactMap { input in
      input.digest.map {
        Manifest.Input(
          fileName: Self.fileName(input.name), bytes: $0.bytes, xxh128: $0.xxh128)
      }
    }
    let manifest = Manifest(
      tool: header.tool, mapping: header.mapping, inputs: inputs, settings: header.settings)
    dumper = try RequestDumper(folder: folder, layout: layout, manifest: manifest)
  }

  /// Without folders; of a file in an archive, with the archive's name and the place in it.
  private static func fileName(_ input: String) -> String {
    guard case .member(let archive, let path) = InputPlace(input) else {
      return (input as NSString).lastPathComponent
    }
    let member = String(decoding: path.utf8.dropFirst(archive.utf8.count), as: UTF8.self)
    return (archive as NSString).lastPathComponent + member
  }

  public func request(_ request: Request) throws(Problem) { try dumper?.send(request) }

  public var wantsDigests: Bool { layout == .lines }

  public func write(_ chunk: RequestChunk, at offset: Int) throws(Problem) {
    try dumper?.write(chunk, at: offset)
  }

  public func requests(_ chunk: RequestChunk, firstNumber: Int) throws(Problem) {
    try dumper?.send(chunk, firstNumber: firstNumber)
  }

  public func reject(_ record: RejectedRecord) throws(Problem) { try rejects.write(RejectLine.bytes(record)) }

  /// Writes the summary and puts the folder in its place; returns a warning, if there is one.
  ///
  /// - Parameter report: What the summary says besides the counts, where a report was asked for.
  public func commit(_ summary: RunSummary, _ report: RunReport? = nil) throws(Problem) -> Problem? {
    dumper?.counts = ["read", "fanned_out", "mapped", "filtered", "rejected", "duplicates"].compactMap {
      name in
      summary.counts.first { $0.name == name }.map { Manifest.Count($0.name, $0.value) }
    }
    try dumper?.finish()
    let file = try folder.makeFile(
      .summary, for: summary.details?.showsValues == true ? .owner : .usual)
    let text = ByteBuffer()
    text.append(report.map(SummaryJSON.text) ?? SummaryJSON.text(summary, mapping: header.mapping.name))
    try file.write(text.all)
    return try folder.commit()
  }
}

/// Writes the bodies of a conversion to standard output, one a line, and its rejects to a file if there is one.
public final class StreamOutput: ConvertOutput {
  private let streamer: RequestStreamer
  private let rejects: BufferedFileWriter?

  public init(_ writer: BufferedFileWriter, rejects: BufferedFileWriter?) {
    streamer = RequestStreamer(to: writer)
    self.rejects = rejects
  }

  public func inputsWereRead(_ summary: RunSummary) {}
  public func request(_ request: Request) throws(Problem) { try streamer.send(request) }
  public func requests(_ chunk: RequestChunk, firstNumber: Int) throws(Problem) {
    try streamer.send(chunk)
  }
  public func reject(_ record: RejectedRecord) throws(Problem) {
    try rejects?.write(RejectLine.bytes(record))
  }

  public func finish() throws(Problem) {
    try streamer.finish()
    try rejects?.close()
  }
}
