import Records
import Requests

/// Writes requests and their manifest to an output folder instead of sending them.
public final class RequestDumper: RequestSink {
  private let folder: OutputFolder
  private let requests: BufferedFileWriter?
  private let manifestFile: BufferedFileWriter
  private let manifestText = ByteBuffer(capacity: 1 << 12)
  private var manifest: ManifestWriter

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
