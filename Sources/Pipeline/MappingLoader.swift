import Foundation
import Mapping
import Readers
import Records
import Requests

/// A mapping file as it was read.
public struct LoadedMapping {
  public var compiled: CompiledMapping
  /// As it was given.
  public var path: String
  /// Without folders.
  public var fileName: String
  /// Of the file's bytes, in hex.
  public var sha256: String
}

/// Reads mapping files.
public enum MappingLoader {
  /// A mapping larger than this is no mapping.
  static let maxBytes = 1 << 20

  /// Reads and checks a mapping file; what is wrong in it is in the result.
  ///
  /// Throws `mapping.not-readable` where the file cannot be read, is too large, or is not UTF-8.
  public static func load(_ path: String) throws(Problem) -> LoadedMapping {
    let data = try read(path)
    guard let text = String(bytes: data, encoding: .utf8) else {
      throw Problem(
        "mapping.not-readable", at: SourcePosition(file: path),
        "the mapping is not UTF-8; nothing was read", fix: "save it as UTF-8")
    }
    let folder = PathText.folder(of: path)
    let compiler = MappingCompiler(formats: ReaderRegistry.descriptions)
    return LoadedMapping(
      compiled: checkedByReader(
        compiler.compile(yaml: text, file: path, folder: folder.isEmpty ? "." : folder), path),
      path: path, fileName: (path as NSString).lastPathComponent,
      sha256: data.withUnsafeBytes { Digest.hex($0.bindMemory(to: UInt8.self)) })
  }

  /// A format may refuse a combination of options that each is legal by itself: a reader is made on trial.
  private static func checkedByReader(_ compiled: CompiledMapping, _ path: String) -> CompiledMapping {
    guard let plan = compiled.plan, let format = ReaderRegistry.format(named: plan.source.format) else {
      return compiled
    }
    do throws(Problem) {
      _ = try format.makeReader(
        ReaderInput(
          source: MemoryByteSource([]), options: plan.source, selectors: plan.selectors, file: path))
      return compiled
    } catch {
      var problem = error
      problem.position = SourcePosition(file: path)
      return CompiledMapping(plan: nil, problems: compiled.problems + [problem])
    }
  }

  private static func read(_ path: String) throws(Problem) -> Data {
    let position = SourcePosition(file: path)
    let handle: FileHandle
    do {
      handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw Problem(
        "mapping.not-readable", at: position,
        "the mapping cannot be opened: \(systemWords(error)); nothing was read")
    }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: maxBytes + 1) ?? Data() else {
      throw Problem("mapping.not-readable", at: position, "the mapping cannot be read; nothing was read")
    }
    guard data.count <= maxBytes else {
      throw Problem(
        "mapping.not-readable", at: position,
        "the file is larger than 1 MiB, which no mapping is; nothing was read",
        fix: "name the export file as an argument and the mapping with '--mapping'")
    }
    return data
  }

  private static func systemWords(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    let code = (underlying?.domain == NSPOSIXErrorDomain ? underlying : nil)?.code ?? 0
    return code == 0 ? "it may be missing" : String(cString: strerror(Int32(code))).lowercased()
  }
}
