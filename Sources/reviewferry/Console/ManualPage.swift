import Foundation

/// The manual page, made of the texts of `--help`.
struct ManualPage {
  private let command: CommandHelp
  private let version: String
  private var lines: [String] = []

  /// `dump` is the parser's own description of all commands, as JSON.
  init(dump: String, version: String) throws {
    command = try JSONDecoder().decode(HelpDump.self, from: Data(dump.utf8)).command
    self.version = version
  }

  /// The page in the language of man(7).
  mutating func text() -> String {
    lines = [".TH REVIEWFERRY 1 \"\" \"reviewferry \(version)\" \"User Commands\"", ".ad l", ".SH NAME"]
    let abstract = command.abstract ?? ""
    lines.append(
      "reviewferry \\- " + Roff.escape(abstract.prefix(1).lowercased() + abstract.dropFirst().dropLast()))
    lines += [".SH SYNOPSIS", ".B reviewferry", "\\fIcommand\\fR [\\fIoptions\\fR] [\\fIfiles\\fR]"]
    lines.append(".SH DESCRIPTION")
    discussion(command.discussion, heading: ".SH")
    lines.append(".SH OPTIONS")
    options(of: command)
    lines.append(".SH COMMANDS")
    for subcommand in command.subcommands ?? [] { describe(subcommand, below: "reviewferry") }
    lines += Self.end
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func describe(_ command: CommandHelp, below parents: String) {
    guard command.shouldDisplay ?? true, command.commandName != "help" else { return }
    let name = "\(parents) \(command.commandName)"
    lines.append(".SS \(Roff.escape(name))")
    if let abstract = command.abstract { lines.append(Roff.line(abstract)) }
    if let text = command.discussion {
      lines.append(".PP")
      discussion(text, heading: ".PP\n.B")
    }
    if command.subcommands?.isEmpty ?? true { options(of: command) }
    for subcommand in command.subcommands ?? [] { describe(subcommand, below: name) }
  }

  /// Indented lines stay as they are, lines of capitals are headings.
  private mutating func discussion(_ text: String?, heading: String) {
    var isLiteral = false
    for line in (text ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
      let isIndented = line.hasPrefix("  ")
      if isIndented != isLiteral, isIndented || !line.isEmpty {
        // A paragraph without text is one that readers of manual pages complain of.
        let isBegun = lines.last == ".PP" || lines.last?.hasPrefix(".SH") == true
        lines += isIndented ? (isBegun ? [".nf"] : [".PP", ".nf"]) : [".fi", ".PP"]
        isLiteral = isIndented
      }
      if line.isEmpty {
        if !isLiteral, lines.last != ".PP" { lines.append(".PP") }
      } else if !line.contains(where: { $0.isLowercase || $0.isNumber }) {
        if lines.last == ".PP" { lines.removeLast() }
        lines.append("\(heading) \(Roff.escape(String(line)))")
      } else {
        lines.append(Roff.line(String(line)))
      }
    }
    if isLiteral { lines.append(".fi") }
    if lines.last == ".PP" { lines.removeLast() }
  }

  private mutating func options(of command: CommandHelp) {
    for argument in command.arguments ?? [] where argument.shouldDisplay ?? true {
      guard let title = argument.title, argument.valueName != "help" else { continue }
      lines += [".TP", title, Roff.line(argument.words)]
    }
  }

  private static let end = [
    ".SH ENVIRONMENT",
    Roff.line("Every option has a twin: --max-reviews is REVIEWFERRY_MAX_REVIEWS. What is typed wins."),
    ".TP", "\\fBREVIEWFERRY_CLIENT_ID\\fR, \\fB_CLIENT_SECRET\\fR, \\fB_USERNAME\\fR, \\fB_PASSWORD\\fR",
    "The credentials of a connection of the PIM.",
    ".TP", "\\fBREVIEWFERRY_CLIENT_ID\\fR, \\fBREVIEWFERRY_TOKEN\\fR", "Those of an App.",
    ".TP", "\\fBREVIEWFERRY_CREDENTIALS_FILE\\fR", "A file that holds them; mode 0600.",
    ".TP", "\\fBREVIEWFERRY_MAPPINGS\\fR",
    Roff.line("The folder of the shipped mappings, where they are not in ../share/reviewferry/mappings."),
    ".SH FILES",
    ".TP", "\\fIreviewferry.yaml\\fR",
    Roff.line(
      "Options of the commands that are started in its folder, below the environment; --config names another file."
    ),
    ".TP", "\\fI$XDG_STATE_HOME/reviewferry/HOST.sqlite\\fR",
    Roff.line(
      "The ledger of a PIM, beside it the folders of its runs; ~/.local/state where the variable is not set."),
    ".SH SEE ALSO",
    Roff.line(
      "'reviewferry mappings reference' for the mapping language, 'reviewferry --explain' for problem codes."),
  ]
}

/// What `--experimental-dump-help` tells.
private struct HelpDump: Decodable {
  var command: CommandHelp
}

private struct CommandHelp: Decodable {
  var commandName: String
  var abstract: String?
  var discussion: String?
  var shouldDisplay: Bool?
  var arguments: [ArgumentDescription]?
  var subcommands: [CommandHelp]?
}

private struct ArgumentDescription: Decodable {
  struct Name: Decodable {
    var kind: String
    var name: String
  }

  var kind: String
  var names: [Name]?
  var valueName: String?
  var abstract: String?
  var defaultValue: String?
  var allValues: [String]?
  var shouldDisplay: Bool?
  var isRepeating: Bool?

  /// `-m, --mapping FILE`, or the argument's name.
  var title: String? {
    let value = "\\fI\(Roff.escape(valueName ?? "value"))\\fR"
    guard kind != "positional" else { return isRepeating == true ? "\(value) ..." : value }
    guard let names, !names.isEmpty else { return nil }
    let spelled = names.map { "\\fB\(Roff.escape(($0.kind == "long" ? "--" : "-") + $0.name))\\fR" }
    return spelled.joined(separator: ", ") + (kind == "option" ? " \(value)" : "")
  }

  var words: String {
    var words = abstract ?? ""
    if let allValues, !allValues.isEmpty { words += " One of \(allValues.joined(separator: ", "))." }
    if let defaultValue, !defaultValue.isEmpty { words += " Default: \(defaultValue)." }
    return words.isEmpty ? "See above." : words
  }
}

/// Text in the language of man(7).
private enum Roff {
  static func escape(_ text: some StringProtocol) -> String {
    String(text).replacingOccurrences(of: "\\", with: "\\e").replacingOccurrences(of: "-", with: "\\-")
      .replacingOccurrences(of: "'", with: "\\(aq").replacingOccurrences(of: "\n", with: " ")
  }

  /// A line that begins with a dot would be taken for a request.
  static func line(_ text: String) -> String {
    let escaped = escape(text)
    return escaped.hasPrefix(".") ? "\\&\(escaped)" : escaped
  }
}
