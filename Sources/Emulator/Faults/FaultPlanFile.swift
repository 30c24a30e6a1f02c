import Foundation
import Yams

/// Reads a fault plan and says everything that is wrong with it.
///
/// ```yaml
/// seed: 7
/// faults:
///   - name: busy
///     match: { path: /api/v1/reviews/ingest/async, probability: 0.05 }
///     action: { status: 429, retry_after: 2 }
///   - match: { every: 50 }
///     action: drop_reply
/// ```
extension FaultPlan {
  public init(path: String, paths: [String] = EmulatorConfiguration.paths()) throws(EmulatorProblems) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw EmulatorProblems([
        EmulatorProblem("emulator.faults-missing", file: path, "the fault plan cannot be read")
      ])
    }
    try self.init(yaml: String(decoding: data, as: UTF8.self), file: path, paths: paths)
  }

  /// `paths` are those that a match can name; `file` is only told in problems.
  public init(
    yaml: String, file: String, paths: [String] = EmulatorConfiguration.paths()
  ) throws(EmulatorProblems) {
    var reader = FaultPlanReader(file: file, paths: paths)
    let plan = reader.read(yaml)
    guard reader.problems.isEmpty else { throw EmulatorProblems(reader.problems) }
    self = plan
  }
}

private struct FaultPlanReader {
  let file: String
  let paths: [String]
  var problems: [EmulatorProblem] = []

  init(file: String, paths: [String]) {
    self.file = file
    self.paths = paths
  }

  mutating func read(_ yaml: String) -> FaultPlan {
    do {
      guard let root = try Yams.compose(yaml: yaml, .basic) else {
        problems.append(
          EmulatorProblem("emulator.faults", file: file, line: 1, column: 1, "the plan is empty"))
        return FaultPlan()
      }
      return plan(root)
    } catch {
      problems.append(syntax(error))
      return FaultPlan()
    }
  }

  private func syntax(_ error: any Error) -> EmulatorProblem {
    let (mark, sentence): (Mark?, String) =
      switch error as? YamlError {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        (mark, "this is not YAML: \(problem)")
      case .duplicatedKeysInMapping(let keys, let context):
        (context.mark, "\(Quoted.list(keys)) is given twice in the same map")
      default: (nil, "the YAML cannot be read")
      }
    return EmulatorProblem("emulator.faults", file: file, line: mark?.line, column: mark?.column, sentence)
  }

  mutating func report(_ node: Node, _ sentence: String) {
    problems.append(
      EmulatorProblem(
        "emulator.faults", file: file, line: node.mark?.line, column: node.mark?.column, sentence))
  }

  private mutating func plan(_ root: Node) -> FaultPlan {
    guard let members = members(root, "the plan", keys: ["seed", "faults"]) else { return FaultPlan() }
    var plan = FaultPlan()
    if let seed = members["seed"] { plan.seed = UInt64(integer(seed, "seed", in: 0...Int.max) ?? 0) }
    guard let faults = members["faults"] else {
      report(root, "the plan has no 'faults'")
      return plan
    }
    guard let items = faults.sequence else {
      report(faults, "'faults' must be a list")
      return plan
    }
    plan.faults = items.enumerated().compactMap { fault($0.element, number: $0.offset + 1) }
    return plan
  }

  private mutating func fault(_ node: Node, number: Int) -> Fault? {
    guard let members = members(node, "a fault", keys: ["name", "match", "action"]) else { return nil }
    let name = members["name"].flatMap { word($0, "name") }
    let match = members["match"].map { self.match($0) } ?? Fault.Match()
    guard let action = members["action"] else {
      report(node, "the fault has no 'action'")
      return nil
    }
    return self.action(action).map { Fault(name ?? "fault \(number)", match, $0) }
  }

  private mutating func match(_ node: Node) -> Fault.Match {
    var match = Fault.Match()
    guard let members = members(node, "'match'", keys: ["path", "every", "probability", "requests"]) else {
      return match
    }
    if let path = members["path"] { match.path = self.path(path) }
    if let every = members["every"] { match.every = integer(every, "every", in: 1...Int.max) }
    if let node = members["probability"] {
      match.probability = node.scalar.flatMap { Double($0.string) }
      if match.probability.map({ (0...1).contains($0) }) != true {
        report(node, "'probability' must be a number from 0 to 1\(found(node))")
      }
    }
    if let requests = members["requests"] { match.requests = range(requests) }
    return match
  }

  private mutating func path(_ node: Node) -> String? {
    guard let path = word(node, "path") else { return nil }
    if !paths.contains(where: { Fault.Match(path: path).fits(path: $0) }) {
      let suggestion = NearestWord.suggestion(for: path, among: paths)
      report(node, "no endpoint fits the path \(Quoted.text(path))\(suggestion)")
    }
    return path
  }

  /// `12`, `10-20` or `10-`.
  private mutating func range(_ node: Node) -> ClosedRange<Int>? {
    let parts = (node.scalar?.string ?? "").split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.map { Int($0) }
    if let first = numbers.first ?? nil, first > 0 {
      if parts.count == 1 { return first...first }
      if parts.count == 2, parts[1].isEmpty { return first...Int.max }
      if parts.count == 2, let last = numbers[1], last >= first { return first...last }
    }
    report(node, "'requests' must be a number as 12 or a range as 10-20 or 10-\(found(node))")
    return nil
  }
}

// MARK: Actions

extension FaultPlanReader {
  private static let switches: [(key: String, effect: Fault.Effect)] = [
    ("cut", .cut), ("drop_reply", .dropReply), ("wrong_json", .wrongJSON),
    ("expire_tokens", .expireTokens()),
  ]
  private static let actionKeys =
    ["status", "retry_after", "location", "delay_ms", "slow_body_ms"] + switches.map(\.key)

  private mutating func action(_ node: Node) -> Fault.Action? {
    if let scalar = node.scalar {
      if let effect = Self.switches.first(where: { $0.key == scalar.string })?.effect {
        return Fault.Action(effect)
      }
      let words = Self.switches.map(\.key)
      let suggestion = NearestWord.suggestion(for: scalar.string, among: words)
      report(
        node,
        "\(Quoted.text(scalar.string)) is no action; actions in one word are "
          + "\(Quoted.list(words))\(suggestion)")
      return nil
    }
    guard let members = members(node, "'action'", keys: Self.actionKeys) else { return nil }
    var effects: [Fault.Effect] = []
    if let status = members["status"], let effect = self.status(status, members) { effects.append(effect) }
    if let slow = members["slow_body_ms"], let milliseconds = integer(slow, "slow_body_ms", in: 1...3_600_000)
    {
      effects.append(.slowBody(.milliseconds(milliseconds)))
    }
    for (key, effect) in Self.switches {
      if let node = members[key], let effect = self.effect(key, effect, node) { effects.append(effect) }
    }
    for key in ["retry_after", "location"] where members["status"] == nil {
      if let node = members[key] { report(node, "'\(key)' has no effect without 'status'") }
    }
    let delay = members["delay_ms"].flatMap { integer($0, "delay_ms", in: 1...3_600_000) }
    if effects.count > 1 { report(node, "an action has one effect; a second fault can have the other") }
    if node.mapping?.isEmpty == true { report(node, "the action is empty") }
    return Fault.Action(effects.first, delay: delay.map { .milliseconds($0) })
  }

  private mutating func status(_ node: Node, _ members: [String: Node]) -> Fault.Effect? {
    guard let status = integer(node, "status", in: 200...599) else { return nil }
    return .status(
      status, retryAfter: members["retry_after"].flatMap { word($0, "retry_after") },
      location: members["location"].flatMap { word($0, "location") })
  }

  private mutating func effect(_ key: String, _ effect: Fault.Effect, _ node: Node) -> Fault.Effect? {
    switch (key, node.scalar?.string) {
    case ("expire_tokens", "access"), (_, "true"): return effect
    case ("expire_tokens", "all"): return .expireTokens(includingRefresh: true)
    default:
      let words = key == "expire_tokens" ? "'access' or 'all'" : "'true'"
      report(node, "'\(key)' must be \(words)\(found(node))")
      return nil
    }
  }
}

// MARK: Values

extension FaultPlanReader {
  /// The values of a map by key; keys that do not exist are reported.
  private mutating func members(_ node: Node, _ owner: String, keys: [String]) -> [String: Node]? {
    guard let mapping = node.mapping else {
      report(node, "\(owner) must be a map with \(Quoted.list(keys, last: "or"))")
      return nil
    }
    var result: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      if keys.contains(name) {
        result[name] = value
      } else {
        let suggestion = NearestWord.suggestion(for: name, among: keys)
        let all = suggestion.isEmpty ? "; the keys here are \(Quoted.list(keys))" : ""
        report(key, "\(Quoted.text(name)) is not a key of \(owner)\(suggestion)\(all)")
      }
    }
    return result
  }

  private mutating func integer(_ node: Node, _ key: String, in range: ClosedRange<Int>) -> Int? {
    if let value = node.scalar.flatMap({ Int($0.string) }), range.contains(value) { return value }
    let bounds =
      range.upperBound == Int.max
      ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
    report(node, "'\(key)' must be an integer \(bounds)\(found(node))")
    return nil
  }

  private mutating func word(_ node: Node, _ key: String) -> String? {
    if let text = node.scalar?.string, !text.isEmpty { return text }
    report(node, "'\(key)' must be a text")
    return nil
  }

  private func found(_ node: Node) -> String {
    node.scalar.map { ", but is \(Quoted.text($0.string))" } ?? ""
  }
}
