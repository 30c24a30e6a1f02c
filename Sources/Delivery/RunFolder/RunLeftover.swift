import Glibc

/// A hidden folder that a run made and did not get to rename or remove.
///
/// Its name is `.000012.partial-PID`, as `OutputFolder` makes it, with `-2` behind it where that was taken, or
/// with `.removed` where pruning broke off. `.replaced` is none: it holds a whole run of before.
struct RunLeftover {
  private let process: pid_t

  init?(_ name: String) {
    guard name.hasPrefix("."), let mark = name.firstRange(of: ".partial-") else { return nil }
    let run = name[..<mark.lowerBound].dropFirst()
    guard !run.isEmpty, run.allSatisfy(Self.isDigit) else { return nil }
    var rest = name[mark.upperBound...]
    if rest.hasSuffix(Self.removedEnding) { rest = rest.dropLast(Self.removedEnding.count) }
    let numbers = rest.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...2).contains(numbers.count), numbers.allSatisfy({ $0.allSatisfy(Self.isDigit) }),
      let process = numbers.first.flatMap({ pid_t($0) })
    else { return nil }
    self.process = process
    self.name = name
  }

  private let name: String
  private static let removedEnding = ".removed"

  static func removedName(of run: String) -> String { ".\(run).partial-\(getpid())\(removedEnding)" }

  /// Whether nobody writes to it any more.
  ///
  /// A writer holds a lock on the folder, which ends with its process. Its process number is looked at too, for file
  /// systems without locks; ours may be that of a dead process, since in a container all runs can have one number.
  func isAbandoned(in parent: Folder) -> Bool {
    if process != getpid(), kill(process, 0) == 0 || errno == EPERM { return false }
    let folder = openat(parent.descriptor, name, OpenFlags.folder)
    guard folder >= 0 else { return false }
    defer { close(folder) }
    return flock(folder, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
}
