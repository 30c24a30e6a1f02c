import Delivery
import Foundation
import Readers
import Records

/// Finds out what of a run can be sent again, and where it is read from.
///
/// The record numbers of `rejects.jsonl` mean something only in the very bytes that were read: an input of the run
/// must be as it was then, unless the user names it, or another file for it, with `--input`.
public struct RetryPlanner {
  private let run: StoredRun
  private let arguments: [String]
  private let report: (Problem) -> Void

  /// - Parameters:
  ///   - inputs: Values of `--input`: `FILE`, or `NAME=FILE` where it is not clear for which input it stands.
  ///   - report: Takes all that is wrong, also what ends the planning.
  public init(run: StoredRun, inputs: [String], report: @escaping (Problem) -> Void) {
    self.run = run
    arguments = inputs
    self.report = report
  }

  /// Throws `.input` with all that was reported, where a rejected record cannot be read again.
  public func plan(withFailures: Bool = true) throws(PipelineStop) -> RetryPlan {
    let rejected = try telling { () throws(Problem) in try RejectedRecords(run, report) }
    if rejected.unmatched > 0 { report(RetryProblem.unmatchedReviews(rejected.unmatched)) }
    let inputs = try inputs(rejected)
    let failures = try telling { () throws(Problem) in
      withFailures && run.record != nil ? try run.failures() : nil
    }
    return RetryPlan(inputs: inputs, failures: failures, brokenLines: rejected.brokenLines)
  }

  private func telling<Value>(_ step: () throws(Problem) -> Value) throws(PipelineStop) -> Value {
    do throws(Problem) {
      return try step()
    } catch {
      throw told([error])
    }
  }

  private func inputs(_ rejected: RejectedRecords) throws(PipelineStop) -> [RetryPlan.Input] {
    var problems: [Problem] = []
    let named = NamedInputs(arguments, standingFor: rejected.inputs.map(\.name), &problems)
    if !problems.isEmpty { throw told(problems) }
    var inputs: [RetryPlan.Input] = []
    for (name, records) in rejected.inputs {
      do throws(Problem) {
        let path = if let path = named.path(for: name) { path } else { try pathOfRun(name, records.count) }
        inputs.append(RetryPlan.Input(name: name, path: path, selection: records))
      } catch {
        problems.append(error)
      }
    }
    if !problems.isEmpty { throw told(problems) }
    return inputs
  }

  private func told(_ problems: [Problem]) -> PipelineStop {
    problems.forEach(report)
    return .input(problems)
  }

  /// The path that the run read, if the same bytes are still there.
  private func pathOfRun(_ name: String, _ records: Int) throws(Problem) -> String {
    if name == InputReading.displayName("-") { throw RetryProblem.standardInput(records) }
    if name == InputReading.displayName(CommandFormat.itself) { throw RetryProblem.program(records) }
    guard let record = run.record else {
      throw RetryProblem.unknownPlace(name, "a converted set does not say it")
    }
    guard let input = record.inputs.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      throw RetryProblem.unknownPlace(name, "the run does not name it")
    }
    let place = InputPlace(input.path)
    guard place.isRereadable, access(place.fileOnDisk, R_OK) == 0 else {
      throw RetryProblem.missing(input.path)
    }
    let then = InputDigest(bytes: input.bytes, xxh128: input.xxh128)
    let now = DigestObserver.digest(ofFile: input.path)
    guard then == now else { throw RetryProblem.changed(input.path, run: then, now: now) }
    return input.path
  }
}

/// The files named with `--input`, by the inputs of the run that they stand for.
private struct NamedInputs {
  /// By bytes: to strings, names are the same that are only composed otherwise.
  private var paths: [[UInt8]: String] = [:]

  init(_ arguments: [String], standingFor names: [String], _ problems: inout [Problem]) {
    for argument in arguments {
      let (name, path) = Self.parts(argument, names)
      if path != "-", !Self.isThere(path) {
        problems.append(RetryProblem.notFound(path))
      } else if let name {
        if paths.updateValue(path, forKey: Array(name.utf8)) != nil {
          problems.append(RetryProblem.twice(name))
        }
      } else {
        problems.append(RetryProblem.unmatched(path, names: names))
      }
    }
  }

  func path(for name: String) -> String? { paths[Array(name.utf8)] }

  /// `NAME=FILE`, or a file that has the path or the last name of one input, or stands for the only one.
  private static func parts(_ argument: String, _ names: [String]) -> (name: String?, path: String) {
    if let mark = argument.firstIndex(of: "="), !isThere(argument) {
      let name = String(argument[..<mark])
      let path = String(argument[argument.index(after: mark)...])
      return (self.name(like: name, names), path)
    }
    return (name(like: argument, names) ?? (names.count == 1 ? names[0] : nil), argument)
  }

  private static func name(like argument: String, _ names: [String]) -> String? {
    let shown = InputReading.displayName(argument)
    if names.contains(where: { $0.utf8.elementsEqual(shown.utf8) }) { return shown }
    let last = (argument as NSString).lastPathComponent
    let alike = names.filter { ($0 as NSString).lastPathComponent.utf8.elementsEqual(last.utf8) }
    return alike.count == 1 ? alike[0] : nil
  }

  private static func isThere(_ path: String) -> Bool {
    let place = InputPlace(path)
    // Of an archive's path all that follows could be a name in it, also `=` and another path.
    if case .member = place { return place.byteCount != nil }
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }
}
