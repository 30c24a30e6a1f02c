import Records

/// The `source:` of a shipped mapping, changed to how a file is written: exports that went through a spreadsheet have
/// another delimiter or encoding.
enum SourceLine {
  /// The options with those of a dialect.
  static func options(_ plan: SourceOptions, _ dialect: [String: OptionValue]) -> SourceOptions {
    var options = plan
    for name in ["delimiter", "quote", "escape", "encoding", "skip_lines"] {
      options.values[name] = dialect[name]
    }
    return options
  }

  /// Nil where the block is written on several lines, or has options that the dialect would have to keep.
  static func replaced(in yaml: String, by source: String) -> String? {
    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let place = lines.firstIndex(where: { $0.hasPrefix("source: {") && $0.hasSuffix("}") }),
      lines[place] == "source: { format: csv }"
    else { return nil }
    var changed = lines
    changed[place] = source
    return changed.joined(separator: "\n")
  }
}
