import Readers
import Records

/// What came with the program.
struct InstallationCheck {
  let findings: [Finding] = [mappings, inflater]

  private static var mappings: Finding {
    let names = MappingFinder().names
    guard !names.isEmpty else {
      return .warning(
        "mappings", "the shipped mappings were not found, so '--mapping NAME' finds none",
        fix: MappingFinder.noFolder.fix ?? "")
    }
    return .ok("mappings", "\(Numerals.counted(names.count, "shipped mapping")) found")
  }

  private static var inflater: Finding {
    .ok("inflater", Inflater.preferred == .isal ? "ISA-L" : "zlib; a build with libisal-dev is faster")
  }
}
