import Dispatch
import Records
import Requests

/// The open files of a set, and what is known of them.
struct SetFiles: @unchecked Sendable {
  // Files are read by offset, and a folder of files by one thread alone.
  let folder: ReadOnlyFolder
  let manifest: ReadOnlyFile
  /// Nil where each body has a file of its own.
  let requests: ReadOnlyFile?
  let requestCount: Int
  let shape: BodyShape
}

/// One pass over manifest and bodies side by side; for one thread, once.
final class SetPass {
  /// A set of fewer is read through before a second thread has begun.
  static let fewRequests = 256

  private let files: SetFiles
  private let outcome: String
  private let lines: ManifestLines
  private let bodies: any BodySource
  private let reader = RequestBodyReader()

  init(_ files: SetFiles, outcome: String) {
    self.files = files
    self.outcome = outcome
    lines = ManifestLines(files.manifest, outcome: outcome)
    if let requests = files.requests {
      bodies = LineBodySource(requests, requests: files.requestCount, outcome: outcome)
    } else {
      bodies = FileBodySource(files.folder, outcome: outcome)
    }
  }

  /// Gives each request of the range, held against the manifest; with the last one, the end is checked too.
  func run(
    _ range: ClosedRange<Int>, _ use: (StoredRequest) throws(Problem) -> Void
  ) throws(Problem) {
    while let entry = try lines.next() {
      if entry.number > range.upperBound { return }
      if entry.number < range.lowerBound { bodies.skip(entry) } else { try use(read(entry)) }
    }
    try bodies.finish()
  }

  /// As `run`; gives the problem, so that it can be told in another thread.
  func verify(_ range: ClosedRange<Int>) -> Problem? {
    do throws(Problem) {
      try run(range) { _ in }
      return nil
    } catch {
      return error
    }
  }

  /// Gives each request, held against its digest, while the manifest is the one that was verified.
  func runWhole(
    isSameManifest: @escaping () throws(ReadFailure) -> Bool, _ use: (Request) throws(Problem) -> Void
  ) throws(Problem) {
    lines.isSame = isSameManifest
    while let entry = try lines.next() {
      let body = try body(of: entry)
      try reader.readHead(body, at: bodies.place, outcome: outcome)
      let request = Request(
        number: entry.number, key: UnsafeBufferPointer(rebasing: body[reader.product]), body: body,
        reviewCount: entry.reviews)
      try bodies.check(request, entry)
      try use(request)
    }
    try bodies.finish()
  }
}

extension SetPass {
  private func body(of entry: ManifestReader.Entry) throws(Problem) -> UnsafeBufferPointer<UInt8> {
    let body = try bodies.body(of: entry)
    guard entry.xxh128.elementsEqual(Checksum.hex(body).utf8) else {
      throw SetProblem.digest(of: entry, at: bodies.place, outcome)
    }
    return body
  }

  private func read(_ entry: ManifestReader.Entry) throws(Problem) -> StoredRequest {
    let body = try body(of: entry)
    try reader.read(body, at: bodies.place, outcome: outcome)
    let request = StoredRequest(number: entry.number, body: body, reader: reader)
    try check(request, entry)
    return request
  }

  /// A manifest can be written anew around any bodies, so what it says of them is looked up in them.
  private func check(_ request: StoredRequest, _ entry: ManifestReader.Entry) throws(Problem) {
    guard request.reviewCount == entry.reviews else {
      throw SetProblem.reviews(request.reviewCount, of: entry, at: bodies.place, outcome)
    }
    guard reader.shape == files.shape else {
      throw SetProblem.shape(reader.shape, of: entry, at: bodies.place, outcome)
    }
    try bodies.check(request.request, entry)
  }
}

/// A thread that finds a problem or none.
final class SetPassThread: @unchecked Sendable {
  private let group = DispatchGroup()
  // Written before the group is left, read behind it.
  private var problem: Problem?

  init(_ work: @escaping @Sendable () -> Problem?) {
    DispatchQueue.global().async(group: group) { self.problem = work() }
  }

  /// Waits for its end.
  func join() -> Problem? {
    group.wait()
    return problem
  }
}
