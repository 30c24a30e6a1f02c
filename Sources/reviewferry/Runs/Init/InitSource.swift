import Guess
import Mapping
import Pipeline
import Readers
import Records

/// What a mapping reads from, as far as it changes what is started every night.
enum InitSource {
  /// The export, which is there anew every night.
  case export
  /// What a tap wrote once; every night the tap is piped in.
  case tap
  /// A program; whether the export is what it is given.
  case program(takesExport: Bool)

  var isTap: Bool { if case .tap = self { true } else { false } }

  /// What stands behind the inputs, so that the program may run.
  var permission: [String] { if case .program = self { ["--allow-commands"] } else { [] } }

  /// The export, where it is an input at all.
  func inputs(_ export: String) -> [String] {
    if case .program(takesExport: false) = self { [] } else { [export] }
  }
}

extension InitSource {
  init(_ mapping: InitMapping, _ export: InitExport) throws(Problem) {
    let path =
      switch mapping {
      case .shipped(let name): try MappingFinder().path(name)
      case .file(let path): path
      // One that still lacks something cannot be loaded.
      case .draft: nil as String?
      }
    guard let path else {
      self = export.result.facts.contains { $0.name == "streams" } ? .tap : .export
      return
    }
    let source = try MappingLoader.load(path).compiled.plan?.source
    switch source?.format {
    case SingerFormat.name: self = .tap
    case CommandFormat.name:
      self = .program(takesExport: source.map(CommandFormat.needsInput) == true)
    default: self = .export
    }
  }
}
