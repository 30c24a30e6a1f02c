import Foundation
import Glibc
import Records
import Requests
import Testing

@testable import Delivery

/// Fails the n-th system call of a dump, from 1.
final class FailingFiles: @unchecked Sendable {
  private var left: Int
  private(set) var hasFailed = false

  init(call: Int) { left = call }

  private func isDue() -> Bool {
    left -= 1
    guard left == 0 else { return false }
    hasFailed = true
    errno = ENOSPC
    return true
  }

  var calls: FileCalls {
    let system = FileCalls()
    return FileCalls(
      open: { self.isDue() ? -1 : system.open($0, $1, $2, $3) },
      write: { self.isDue() ? -1 : system.write($0, $1, $2) },
      writeAt: { self.isDue() ? -1 : system.writeAt($0, $1, $2, $3) },
      sync: { self.isDue() ? -1 : system.sync($0) },
      syncFileSystem: { self.isDue() ? -1 : system.syncFileSystem($0) },
      close: { descriptor in
        let isDue = self.isDue()
        let result = system.close(descriptor)
        if isDue { errno = ENOSPC }
        return isDue ? -1 : result
      },
      makeFolder: { self.isDue() ? -1 : system.makeFolder($0, $1) },
      rename: { self.isDue() ? -1 : system.rename($0, $1, $2) })
  }
}

let testManifest = Manifest(
  tool: .init(name: "reviewferry", version: "0.1.0"),
  mapping: .init(name: "m", fileName: "m.yaml", sha256: "0"),
  inputs: [], settings: .init(shape: .flat, maxReviews: 50, maxBytes: 1000))

extension RequestSink {
  /// Sends bodies as requests of the product with this SKU.
  func send(_ bodies: [String], sku: String = "A/1") throws {
    let key = Array(#"{"origin":"Y","metadata":{"sku":"\#(sku)"}}"#.utf8)
    for (index, body) in bodies.enumerated() {
      try key.withUnsafeBufferPointer { key in
        try Array(body.utf8).withUnsafeBufferPointer { body in
          try send(Request(number: index + 1, key: key, body: body, reviewCount: 1))
        }
      }
    }
  }
}

extension BufferedFileWriter {
  func write(_ text: String) throws(Problem) {
    try Array(text.utf8).withUnsafeBufferPointer { (bytes) throws(Problem) in try write(bytes) }
  }
}

/// A whole dump with every file, as the pipeline makes it.
func dump(
  _ bodies: [String], to path: String, force: Bool = false, layout: DumpLayout = .lines,
  calls: FileCalls = FileCalls()
) throws {
  let folder = try OutputFolder(path: path, force: force, calls: calls)
  let rejects = try folder.makeFile(.rejects)
  let dumper = try RequestDumper(folder: folder, layout: layout, manifest: testManifest)
  try dumper.send(bodies)
  try rejects.write("{\"code\":\"x\"}\n")
  try dumper.finish()
  try folder.makeFile(.summary).write("{}\n")
  #expect(try folder.commit() == nil)
}
