import CInflate

/// The library that inflates: zlib, which is always there, or ISA-L, which is faster, where it was at build time.
///
/// Both find the same bytes and the same problems; `docs/decisions/0014-inflate.md` says what may differ.
public enum Inflater: Sendable, CaseIterable {
  case zlib
  case isal

  /// Those of this build.
  public static let available = allCases.filter { cinflate_has($0.library) }
  /// The fastest of this build.
  public static let preferred: Inflater = available.contains(.isal) ? .isal : .zlib

  var library: cinflate_library { self == .isal ? CINFLATE_ISAL : CINFLATE_ZLIB }
}
