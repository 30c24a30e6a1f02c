import Mapping
import Readers
import Records

/// A mapping that the sample is tried with.
public struct KnownMapping: Sendable {
  public var name: String
  public var yaml: String
  /// Where its lookup files lie.
  public var folder: String

  public init(name: String, yaml: String, folder: String) {
    self.name = name
    self.yaml = yaml
    self.folder = folder
  }
}

/// A mapping that reads the sample.
public struct VendorMatch: Sendable {
  public var name: String
  public var description: String
  public var yaml: String
  public var read: Int
  public var mapped: Int
  public var filtered: Int
  public var rejected: Int
  /// Selectors of the mapping that the sample has, and all of them.
  public var selectorsSeen: Int
  public var selectors: Int
  /// How many of the selectors seen are this mapping's own: those of other mappings count the less the more they share them.
  var distinction: Double
  /// The line that `yaml` has in place of the shipped mapping's, where the file is written in another dialect.
  public var changedSource: String?
}

/// Finds the mapping whose own plan reads the sample: no vendor is described anywhere but in its mapping.
///
/// | asked | where it is no candidate |
/// | --- | --- |
/// | does its reader open the sample, with all columns that it needs? | it does not |
/// | does the plan know what to do with the records? | less than half are mapped or filtered, or none is mapped |
/// | are its fields there? | less than half of its selectors have a value in any record |
///
/// Of several candidates the one wins whose names are the most its own; of twins that read the same fields, the one that
/// reads more of them, then the one that loses fewer records. A mapping that is called `generic-…` describes no vendor and comes last.
struct VendorSearch {
  private static let leastFit = 0.5
  private static let leastSeen = 0.5

  private let plans: [(known: KnownMapping, plan: MappingPlan)]
  /// In how many mappings a selector stands.
  private let uses: [String: Int]

  init(_ known: [KnownMapping]) {
    let compiler = MappingCompiler(formats: ReaderRegistry.descriptions)
    var plans: [(KnownMapping, MappingPlan)] = []
    var uses: [String: Int] = [:]
    for mapping in known {
      let compiled = compiler.compile(yaml: mapping.yaml, file: mapping.name, folder: mapping.folder)
      guard let plan = compiled.plan else { continue }
      plans.append((mapping, plan))
      for selector in Set(plan.selectors.selectors.map(Self.name)) { uses[selector, default: 0] += 1 }
    }
    self.plans = plans
    self.uses = uses
  }

  private static func name(_ selector: String) -> String {
    selector.lowercased().filter { $0 != " " && $0 != "_" }
  }

  /// The best first.
  func matches(
    _ sample: InputSample, format: String, dialect: Dialect?, recordLimit: Int, now: Int64
  ) -> [VendorMatch] {
    let fitting = plans.filter { $0.plan.source.format == format }
    let found = fitting.compactMap { match($0.known, $0.plan, sample, recordLimit, now) }
    if let dialect, found.isEmpty || found.allSatisfy(\.isGeneric) {
      let changed = fitting.compactMap { match($0.known, $0.plan, sample, recordLimit, now, dialect) }
      return (found + changed).sorted(by: Self.isBetter)
    }
    return found.sorted(by: Self.isBetter)
  }

  /// How the file is written, as options and as a line of a mapping.
  struct Dialect {
    var options: [String: OptionValue]
    var line: String
  }

  private func match(
    _ known: KnownMapping, _ plan: MappingPlan, _ sample: InputSample, _ recordLimit: Int, _ now: Int64,
    _ dialect: Dialect? = nil
  ) -> VendorMatch? {
    let options = dialect.map { SourceLine.options(plan.source, $0.options) } ?? plan.source
    let yaml = dialect.map { SourceLine.replaced(in: known.yaml, by: $0.line) } ?? known.yaml
    guard let yaml, let trial = PlanTrial(plan, sample, options, recordLimit: recordLimit, now: now),
      trial.mapped > 0, trial.fit >= Self.leastFit
    else { return nil }
    let selectors = plan.selectors.selectors
    guard Double(trial.seen.count) >= Self.leastSeen * Double(selectors.count) else { return nil }
    let distinction = trial.seen.reduce(0.0) { $0 + 1 / Double(uses[Self.name(selectors[$1])] ?? 1) }
    return VendorMatch(
      name: known.name, description: plan.description ?? "", yaml: yaml, read: trial.read,
      mapped: trial.mapped,
      filtered: trial.filtered, rejected: trial.rejected, selectorsSeen: trial.seen.count,
      selectors: selectors.count, distinction: distinction, changedSource: dialect?.line)
  }

  private static func isBetter(_ first: VendorMatch, _ second: VendorMatch) -> Bool {
    if first.isGeneric != second.isGeneric { return second.isGeneric }
    let isTwin =
      abs(first.distinction - second.distinction) < 0.25 * max(first.distinction, second.distinction)
    if isTwin && first.selectorsSeen != second.selectorsSeen {
      return first.selectorsSeen > second.selectorsSeen
    }
    if isTwin && first.lost != second.lost { return first.lost < second.lost }
    if isTwin && first.mapped != second.mapped { return first.mapped > second.mapped }
    return (first.distinction, second.name) > (second.distinction, first.name)
  }
}

extension VendorMatch {
  fileprivate var isGeneric: Bool { name.hasPrefix("generic-") }
  fileprivate var lost: Int { rejected + filtered }
}
