import Records
import Requests

/// A folder that `convert` wrote, to be sent without its input and its mapping.
///
/// Opening it reads the manifest whole and holds it against itself. `verify` holds every body against the
/// manifest, so that a set which was tampered with or half copied is found before anything is sent; `read`
/// does it again for each request that it gives, since files can change in between, and `readWhole` holds
/// each against its digest alone. Memory is that of the two largest bodies and of 1,000 file names, whatever the
/// size of the set. One owner at a time.
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
  /// Of the manifest whose counts and settings are known.
  private let opened: ReadOnlyFile.Stamp
  /// Of the manifest that all bodies were last held against.
  private var verified: ReadOnlyFile.Stamp?

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
    let manifestFile = manifestFile
    opened = try Self.open(outcome) { () throws(ReadFailure) in try manifestFile.stamp() }
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
  ///
  /// By two threads, where all bodies are in one file: `step` is then called for the first half alone, by the
  /// calling thread.
  public func verify(step: Step = { _ in }) throws(Problem) {
    try verify(halvesFrom: SetPass.fewRequests, step: step)
  }

  /// By two threads from so many requests on.
  func verify(halvesFrom count: Int, step: Step = { _ in }) throws(Problem) {
    let outcome = SetProblem.nothingSent
    let stamp = try stamp()
    guard stamp == opened else {
      throw SetProblem.unopened(ReadFailure(manifestFile.path, .changed), outcome)
    }
    if layout == .lines && requestCount >= max(count, 2) {
      try verifyHalves(step)
    } else {
      try SetPass(files, outcome: outcome).run(1...Int.max) { (request) throws(Problem) in
        try step(request.number)
      }
    }
    try checkStrange(outcome)
    verified = stamp
  }

  /// Gives each request in order, verified; a problem that `use` throws ends the reading.
  public func read(_ use: (StoredRequest) throws(Problem) -> Void) throws(Problem) {
    let outcome = SetProblem.restNotSent
    try SetPass(files, outcome: outcome).run(1...Int.max, use)
    try checkStrange(outcome)
  }

  /// Gives each request as it lies, held against its digest.
  ///
  /// All else that `read` looks at was looked at by `verify`, which must come first, and holds for bytes of the
  /// same digest as long as the manifest is the same. A problem that `use` throws ends the reading.
  public func readWhole(_ use: (Request) throws(Problem) -> Void) throws(Problem) {
    let outcome = SetProblem.restNotSent
    let (verified, manifestFile) = (verified, manifestFile)
    try SetPass(files, outcome: outcome).runWhole(
      isSameManifest: { () throws(ReadFailure) in try manifestFile.stamp() == verified }, use)
    try checkStrange(outcome)
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
  private var files: SetFiles {
    SetFiles(
      folder: folder, manifest: manifestFile, requests: requestsFile, requestCount: requestCount,
      shape: manifest.settings.shape)
  }

  private func stamp() throws(Problem) -> ReadOnlyFile.Stamp {
    let manifestFile = manifestFile
    return try Self.open(SetProblem.nothingSent) { () throws(ReadFailure) in try manifestFile.stamp() }
  }

  /// The problem of the first half comes first.
  private func verifyHalves(_ step: Step) throws(Problem) {
    let (files, middle) = (files, requestCount / 2)
    let second = SetPassThread {
      SetPass(files, outcome: SetProblem.nothingSent).verify((middle + 1)...files.requestCount)
    }
    let first = SetPass(files, outcome: SetProblem.nothingSent)
    let result = Result { () throws(Problem) in
      try first.run(1...middle) { (request) throws(Problem) in try step(request.number) }
    }
    let problem = second.join()
    try result.get()
    if let problem { throw problem }
  }

  private func checkStrange(_ outcome: String) throws(Problem) {
    let strange = layout == .lines ? DumpLayout.folder : DumpFile.requests.rawValue
    if folder.has(strange) { throw SetProblem.extraEntry(folder.path(of: strange), outcome) }
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
