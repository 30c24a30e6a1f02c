import Records
import Requests

/// A folder that `convert` wrote, to be sent without its input and its mapping.
///
/// Opening it reads the manifest whole and holds it against itself. `verify` holds every body against the
/// manifest, so that a set which was tampered with or half copied is found before anything is sent; `read`
/// does it again for each request that it gives, since files can change in between. Memory is that of the
/// largest body and of 1,000 file names, whatever the size of the set. One owner at a time.
public final class ConvertedSet: @unchecked Sendable {
  /// Gives way to a signal, for instance: called for each request with its number.
  public typealias Step = (Int) throws(Problem) -> Void

  /// As the user gave it.
  public let path: String
  /// The tool, the mapping, the inputs and the settings of the conversion.
  public let manifest: Manifest
  /// The numbers of the conversion, those of requests and reviews too.
  public let counts: [Manifest.Count]
  public let requestCount: Int
  public let reviewCount: Int
  /// Of all bodies.
  public let requestBytes: Int
  public let layout: DumpLayout

  private let folder: ReadOnlyFolder
  private let manifestFile: ReadOnlyFile
  /// With all bodies, in the layout `lines`.
  private let requestsFile: ReadOnlyFile?

  /// Opens the folder; throws a problem of the stage `set` where it is no set, or not a whole one.
  public init(path: String) throws(Problem) {
    let outcome = SetProblem.nothingSent
    self.path = path
    folder = try Self.open(outcome) { () throws(ReadFailure) in try ReadOnlyFolder.open(path) }
    guard folder.has(DumpFile.manifest.rawValue) else { throw SetProblem.noManifest(path, outcome) }
    let folder = folder
    manifestFile = try Self.open(outcome) { () throws(ReadFailure) in
      try folder.file(DumpFile.manifest.rawValue)
    }
    let lines = ManifestLines(manifestFile, outcome: outcome)
    while try lines.next() != nil {}
    let reader = lines.reader
    manifest = reader.manifest
    counts = reader.counts
    requestCount = reader.requests
    reviewCount = reader.reviews
    requestBytes = reader.requestBytes
    let hasFiles = reader.hasFiles ?? !folder.has(DumpFile.requests.rawValue)
    layout = hasFiles ? .files : .lines
    requestsFile =
      hasFiles
      ? nil
      : try Self.open(outcome) { () throws(ReadFailure) in
        try folder.file(DumpFile.requests.rawValue)
      }
  }

  /// Holds every body against the manifest: its bytes, its digest, its product and its reviews.
  public func verify(step: Step = { _ in }) throws(Problem) {
    try pass(outcome: SetProblem.nothingSent) { (request) throws(Problem) in try step(request.number) }
  }

  /// Gives each request in order, verified; a problem that `use` throws ends the reading.
  public func read(_ use: (StoredRequest) throws(Problem) -> Void) throws(Problem) {
    try pass(outcome: SetProblem.restNotSent, use)
  }

  /// Gives each product once, then its reviews with their ids, as the grouper gives them.
  ///
  /// The views are good only during the call.
  public func forEachReview(
    product: (_ key: UnsafeBufferPointer<UInt8>) throws(Problem) -> Void,
    review: (_ id: UnsafeBufferPointer<UInt8>, _ body: UnsafeBufferPointer<UInt8>) throws(Problem) -> Void
  ) throws(Problem) {
    let key = ByteBuffer(capacity: 1024)
    try read { (request) throws(Problem) in
      if !key.all.elementsEqual(request.key) {  // no key is empty
        key.removeAll()
        key.append(request.key)
        try product(key.all)
      }
      for index in 0..<request.reviewCount { try review(request.id(index), request.review(index)) }
    }
  }
}

extension ConvertedSet {
  private func pass(
    outcome: String, _ use: (StoredRequest) throws(Problem) -> Void
  ) throws(Problem) {
    let lines = ManifestLines(manifestFile, outcome: outcome)
    let bodies = source(outcome)
    let reader = RequestBodyReader()
    while let entry = try lines.next() {
      let body = try bodies.body(of: entry)
      guard entry.xxh128.elementsEqual(Checksum.hex(body).utf8) else {
        throw SetProblem.digest(of: entry, at: bodies.place, outcome)
      }
      try reader.read(body, at: bodies.place, outcome: outcome)
      let request = StoredRequest(number: entry.number, body: body, reader: reader)
      try check(request, entry, bodies, outcome)
      try use(request)
    }
    try bodies.finish()
    let strange = layout == .lines ? DumpLayout.folder : DumpFile.requests.rawValue
    if folder.has(strange) { throw SetProblem.extraEntry(folder.path(of: strange), outcome) }
  }

  private func source(_ outcome: String) -> any BodySource {
    guard let requestsFile else { return FileBodySource(folder, outcome: outcome) }
    return LineBodySource(requestsFile, requests: requestCount, outcome: outcome)
  }

  /// A manifest can be written anew around any bodies, so what it says of them is looked up in them.
  private func check(
    _ request: StoredRequest, _ entry: ManifestReader.Entry, _ bodies: any BodySource, _ outcome: String
  ) throws(Problem) {
    guard request.reviewCount == entry.reviews else {
      throw SetProblem.reviews(request.reviewCount, of: entry, at: bodies.place, outcome)
    }
    guard request.reader.shape == manifest.settings.shape else {
      throw SetProblem.shape(request.reader.shape, of: entry, at: bodies.place, outcome)
    }
    try bodies.check(request.request, entry)
  }

  private static func open<Opened>(
    _ outcome: String, _ open: () throws(ReadFailure) -> Opened
  ) throws(Problem) -> Opened {
    do throws(ReadFailure) {
      return try open()
    } catch {
      throw SetProblem.unopened(error, outcome)
    }
  }
}
