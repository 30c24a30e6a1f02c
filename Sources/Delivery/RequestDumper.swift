import Records
import Requests

/// Writes requests and their manifest to an output folder instead of sending them.
public final class RequestDumper: RequestSink {
  private let folder: OutputFolder
  private let requests: BufferedFileWriter?
  private let manifestFile: BufferedFileWriter
  private let manifestText = ByteBuffer(capacity: 1 << 12)
  private var manifest: ManifestWriter
  /// Bytes of `requests.jsonl` that chunks have filled, and those of them that are on their way to the disk.
  private var filledBytes = 0
  private var syncedBytes = 0

  /// Often enough to keep a disk busy while requests are made, and rarely enough to give it long ranges.
  private static let syncBytes = 8 << 20

  /// Numbers of the run for the end of the manifest; set before `finish`.
  public var counts: [Manifest.Count] = []

  public init(folder: OutputFolder, layout: DumpLayout, manifest: Manifest) throws(Problem) {
    self.folder = folder
    requests = layout == .lines ? try folder.makeFile(.requests) : nil
    manifestFile = try folder.makeFile(.manifest)
    self.manifest = ManifestWriter(into: manifestText)
    self.manifest.begin(manifest)
  }

  public func send(_ request: Request) throws(Problem) {
    let file = try writeBody(request)
    manifest.add(request, xxh128: Checksum.hex(request.body), file: file)
    try writeManifest()
  }

  /// Writes the bodies of requests to their place in `requests.jsonl`; may be called by many threads at once.
  ///
  /// Nothing is written where each request has a file of its own.
  public func write(_ chunk: RequestChunk, at offset: Int) throws(Problem) {
    try requests?.write(chunk.lines.all, at: offset)
  }

  /// Takes requests that follow each other, whose bodies are written, and of which the first has this number.
  public func send(_ chunk: RequestChunk, firstNumber: Int) throws(Problem) {
    guard requests != nil else {
      for entry in chunk.entries.indices { try send(chunk.request(entry, number: firstNumber + entry)) }
      return
    }
    for (index, entry) in chunk.entries.enumerated() {
      manifest.add(
        number: firstNumber + index, bytes: entry.length, reviews: entry.reviewCount,
        digest: chunk.digest(of: index))
    }
    filledBytes += chunk.lines.count
    startSync()
    try writeManifest()
  }

  /// Chunks come in order, so all up to here is written; the last bytes are left to the closing of the file.
  private func startSync() {
    guard let requests, filledBytes - syncedBytes >= Self.syncBytes else { return }
    requests.startSync(at: syncedBytes, count: filledBytes - syncedBytes)
    syncedBytes = filledBytes
  }

  /// Ends the manifest.
  ///
  /// The folder is committed by its owner, when all other files are complete too.
  public func finish() throws(Problem) {
    manifest.finish(counts)
    try writeManifest()
  }

  /// Returns the path of the request's own file, if it has one.
  private func writeBody(_ request: Request) throws(Problem) -> String? {
    if let requests {
      try requests.write(request.body)
      try requests.write(UInt8(ascii: "\n"))
      return nil
    }
    let (subfolder, name) = (DumpLayout.subfolder(of: request), DumpLayout.fileName(of: request))
    try folder.writeFile(name, in: subfolder, of: DumpLayout.folder, request.body)
    return "\(DumpLayout.folder)/\(subfolder)/\(name)"
  }

  private func writeManifest() throws(Problem) {
    try manifestFile.write(manifestText.all)
    manifestText.removeAll()
  }
}
