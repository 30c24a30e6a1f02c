/// A metric in Prometheus' text format 0.0.4: what it is, and its values.
struct MetricFamily {
  struct Sample {
    /// Beside the labels that all samples of a file have.
    var label: (name: String, value: String)?
    var value: String
  }

  var name: String
  /// Our own words, the same in every file: collectors that read several files compare them.
  var help: String
  var samples: [Sample]

  init(_ name: String, _ value: Int, _ help: String) {
    self.init(name, [Sample(value: String(value))], help)
  }

  /// A time; in milliseconds, as in the other reports.
  init(_ name: String, seconds: Double, _ help: String) {
    self.init(name, [Sample(value: RunMoment.rounded(seconds).description)], help)
  }

  /// One value for each value of a label; none where there are none.
  init(_ name: String, by label: String, _ values: [(String, Int)], _ help: String) {
    self.init(name, values.map { Sample(label: (label, $0.0), value: String($0.1)) }, help)
  }

  private init(_ name: String, _ samples: [Sample], _ help: String) {
    self.name = "reviewferry_" + name
    self.help = help
    self.samples = samples
  }

  /// A batch job is over when its metrics are read, so all are gauges: what the last run did.
  func text(commonLabels: String) -> String {
    guard !samples.isEmpty else { return "" }
    let head = "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
    return head
      + samples.map { sample in
        let own = sample.label.map { MetricLabels.text([($0.name, $0.value)]) } ?? ""
        let labels = [commonLabels, own].filter { !$0.isEmpty }.joined(separator: ",")
        return "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(sample.value)\n"
      }.joined()
  }
}

/// Labels as they stand between braces.
enum MetricLabels {
  static func text(_ labels: [(name: String, value: String)]) -> String {
    labels.map { "\($0.name)=\"\(escape($0.value))\"" }.joined(separator: ",")
  }

  /// The format knows three escapes, and every other character may stand as it is.
  static func escape(_ value: String) -> String {
    var text = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
