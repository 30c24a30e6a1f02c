import Foundation
import Records

/// Room where a run writes: beside the ledger, where it spills, and where its output goes.
struct DiskCheck {
  /// Bytes below which a run would soon end for want of room.
  static let least = 64 << 20
  /// Bytes below which it may: memory that a usual run may spill, twice.
  static let usual = 512 << 20

  let findings: [Finding]

  init(_ scene: DoctorScene, ledger: LedgerCheck) {
    var places: [(what: String, path: String, need: Int)] = []
    if let path = ledger.path {
      let folder = PathText.folder(of: path)
      // A ledger that is compacted is written once more.
      places.append(("ledger folder", folder.isEmpty ? "." : folder, max(Self.usual, ledger.byteCount)))
    }
    places.append(("temporary folder", Self.temporary(scene), Self.usual))
    if let output = scene.command.output { places.append(("output folder", output, Self.usual)) }
    findings = places.map {
      Self.finding($0.what, $0.path, need: $0.need, mayMake: $0.what != "temporary folder")
    }
  }

  private static func temporary(_ scene: DoctorScene) -> String {
    scene.command.tempDir ?? scene.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
  }

  private static func finding(_ what: String, _ path: String, need: Int, mayMake: Bool) -> Finding {
    let folder = mayMake ? nearest(path) : path
    let name = "\(what) \(Quotation.quote(path))"
    guard let obstacle = obstacle(folder) else { return room(name, folder, need) }
    return .problem(
      "disk", "cannot write in the \(name): \(obstacle)",
      fix: "make it a folder that this user can write in, or name another", .cannotWrite)
  }

  private static func obstacle(_ folder: String) -> String? {
    guard isFolder(folder) else { return SystemError.words(isThere(folder) ? ENOTDIR : ENOENT) }
    return access(folder, W_OK | X_OK) == 0 ? nil : SystemError.words(errno)
  }

  private static func room(_ name: String, _ folder: String, _ need: Int) -> Finding {
    guard let free = free(folder) else {
      return .warning("disk", "the room in the \(name) is not known", fix: "look at it with 'df'")
    }
    let words = "\(Numerals.bytes(free)) free in the \(name)"
    if free < least {
      return .problem("disk", words, fix: "free space there: less than 64 MiB ends a run", .cannotWrite)
    }
    guard free < need else { return .ok("disk", words) }
    return .warning("disk", words, fix: "free space there: \(Numerals.bytes(need)) are on the safe side")
  }

  /// The folder itself, or the first above it that is there, in which it would be made.
  private static func nearest(_ path: String) -> String {
    var url = URL(fileURLWithPath: path)
    while !isThere(url.path), url.path != "/" { url.deleteLastPathComponent() }
    return url.path
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// For this user, not for root.
  private static func free(_ path: String) -> Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    let (bytes, overflows) = Int(status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
    return overflows ? .max : bytes
  }
}
