import Foundation
import Glibc
import Records
import Requests
import TestSupport

@testable import Delivery

/// A review to convert, and as it must come out of the set again.
struct SetReview: Equatable {
  var sku: String
  var id: String
  var text: String
}

/// What a set gives, call by call.
enum SetCall: Equatable {
  case product([UInt8])
  case review(id: [UInt8], body: [UInt8])
}

/// A folder with a short path, so that no problem cuts it.
final class SetFolder {
  let path: String

  init() {
    var name = Array("/tmp/rf-XXXXXX".utf8CString)
    path = mkdtemp(&name) == nil ? "" : String(decoding: name.dropLast().map { UInt8($0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { path + "/" + name }
  func bytes(_ name: String) -> [UInt8] { Array(FileManager.default.contents(atPath: path(name)) ?? Data()) }
  func text(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }
  func write(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }
  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }
  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }
  func move(_ name: String, to newName: String) throws {
    try FileManager.default.moveItem(atPath: path(name), toPath: path(newName))
  }
  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
  }
  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
  }
  /// Replaces the first place of a text in a file.
  func replace(_ text: String, by replacement: String, in name: String) throws {
    let old = self.text(name)
    let new = old.replacing(text, with: replacement, maxReplacements: 1)
    if old == new { throw CocoaError(.fileReadUnknown) }
    try write(name, new)
  }
}

/// Converts reviews as the pipeline does, behind the grouper: encoder, assembler, dumper.
///
/// Returns the calls that the assembler got.
@discardableResult func convert(
  _ reviews: [SetReview], to path: String, layout: DumpLayout, shape: BodyShape = .flat, maxReviews: Int = 2
) throws -> [SetCall] {
  let fields = [
    OutputField(.review, "external_id"), OutputField(.review, "score", .integer),
    OutputField(.review, "text"), OutputField(.product, "origin"), OutputField(.metadata, "sku"),
  ]
  let batch = ReviewBatch(fields: fields, filterCount: 0)
  for review in reviews {
    for value in [review.id, "5", review.text, "Y", review.sku] {
      let start = batch.bytes.count
      batch.bytes.append(value)
      batch.slots.append(Slot(kind: .string, offset: start, length: batch.bytes.count - start))
    }
    batch.rows.append(batch.rows.count)
  }
  let encoded = EncodedReviews()
  let maxBytes = 1 << 20
  ReviewEncoder(fields: fields, maxBytes: maxBytes, shape: shape).encode(batch, into: encoded)
  let manifest = Manifest(
    tool: .init(name: "reviewferry", version: "0.1.0"),
    mapping: .init(name: "m", fileName: "m.yaml", sha256: String(repeating: "b", count: 64)),
    inputs: [.init(fileName: "in.csv", bytes: 12, xxh128: String(repeating: "a", count: 32))],
    settings: .init(shape: shape, maxReviews: maxReviews, maxBytes: maxBytes))
  let folder = try OutputFolder(path: path, force: false)
  let dumper = try RequestDumper(folder: folder, layout: layout, manifest: manifest)
  let assembler = RequestAssembler(maxReviews: maxReviews, maxBytes: maxBytes, shape: shape) {
    (request) throws(Problem) in try dumper.send(request)
  }
  var calls: [SetCall] = []
  var last: [UInt8]?
  for entry in encoded.entries {
    let key = Array(encoded.key(of: entry))
    if last != key {
      try assembler.product(encoded.key(of: entry))
      calls.append(.product(key))
      last = key
    }
    try assembler.review(id: encoded.view(entry.id), body: encoded.view(entry.body))
    calls.append(.review(id: Array(encoded.view(entry.id)), body: Array(encoded.view(entry.body))))
  }
  try assembler.finish()
  dumper.counts = [.init("duplicates", 4)]
  try dumper.finish()
  try folder.makeFile(.rejects).write("{\"code\":\"x\"}\n")
  try folder.makeFile(.summary).write("{}\n")
  try folder.commit()
  return calls
}

extension ConvertedSet {
  /// All that `forEachReview` gives.
  func calls() throws(Problem) -> [SetCall] {
    var calls: [SetCall] = []
    try forEachReview { (key) throws(Problem) in
      calls.append(.product(Array(key)))
    } review: { (id, body) throws(Problem) in
      calls.append(.review(id: Array(id), body: Array(body)))
    }
    return calls
  }

  /// The bodies of a set, verified first.
  static func bodies(_ path: String) throws(Problem) -> [[UInt8]] {
    let set = try ConvertedSet(path: path)
    try set.verify()
    var bodies: [[UInt8]] = []
    try set.read { bodies.append(Array($0.body)) }
    return bodies
  }
}

/// `code file:line:column sentence`, with the folder called SET.
func line(of problem: Problem, in folder: String) -> String {
  let place = problem.position.map { place in
    let numbers = [place.line, place.column].compactMap { $0 }.map { ":\($0)" }.joined()
    return " \(place.file)\(numbers)"
  }
  let line = "\(problem.code.rawValue)\(place ?? "") \(problem.sentence.text(showingValues: true))"
  return line.replacing(folder, with: "SET")
}
