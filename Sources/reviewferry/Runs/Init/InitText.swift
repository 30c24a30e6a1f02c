import Foundation
import Records

/// What `init` says at its end: what it wrote, and what to type next.
struct InitText {
  private let answers: InitAnswers
  private let files: [FileSet.File]

  init(_ files: InitFiles) {
    answers = files.answers
    self.files = files.files
  }

  var account: String {
    let wrote = files.map {
      "\(Quotation.escape(InitPath.shown($0.path)))\($0.isSecret ? " (mode 0600)" : "")\n"
    }
    return "\nwrote " + wrote.joined(separator: "      ") + "\n\(heading):\n"
      + commands.map { "  \($0)\n" }.joined() + hints.map { "\($0)\n" }.joined()
  }

  private var heading: String {
    if case .draft(_, false) = answers.mapping {
      return "next, when \(InitFiles.mappingName) says what is missing"
    }
    return "next"
  }

  /// The commands to type; they are typed as they are.
  var commands: [String] {
    let words = answers.source.inputs(exportFromFolder) + answers.source.permission
    let inputs = words.map { " " + ShellWord.shell($0) }.joined()
    let mapping =
      switch answers.mapping {
      case .shipped(let name): name
      case .file(let path): path
      case .draft: InitFiles.mappingName
      }
    let change = answers.folder == "." ? [] : ["cd \(ShellWord.shell(answers.folder))"]
    return change + [
      "reviewferry check \(ShellWord.shell(mapping))\(inputs)",
      "reviewferry convert\(inputs) --output dry-run",
      "reviewferry submit\(inputs)",
    ]
  }

  /// As it is called from the folder.
  private var exportFromFolder: String {
    let path = answers.export.path
    let steps = answers.folder.split(separator: "/", omittingEmptySubsequences: false)
    if path.hasPrefix("/") || answers.folder == "." { return path }
    let isBelow = !steps.contains("..") && !steps.contains("") && !answers.folder.hasPrefix("~")
    // Behind a link, '..' is another folder.
    let isPlain = isBelow && !steps.indices.contains { Self.isLink(steps[...$0].joined(separator: "/")) }
    guard isPlain else { return InitPath.whole(path) }
    return String(repeating: "../", count: steps.filter { $0 != "." }.count) + path
  }

  private static func isLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }

  private var hints: [String] {
    var hints: [String] = []
    if case .template(let path) = answers.credentials {
      hints.append(
        "before the last one, write the credentials into \(Quotation.escape(InitPath.shown(path)))")
    }
    hints.append("'reviewferry doctor' says whether all is there that a run needs")
    if let file = ScheduleFiles(answers).files.first {
      hints.append("every night: \(file.name) says how")
    } else if answers.source.isTap {
      hints.append("every night: the tap is piped into 'reviewferry submit -', as docs/singer.md shows")
    }
    return hints
  }
}
