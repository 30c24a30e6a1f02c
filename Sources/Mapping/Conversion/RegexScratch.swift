import CPCRE2

/// The memory that matching needs; one for each thread, for all expressions.
final class RegexScratch {
  /// Groups that a match can tell, group 0 included.
  static let maxGroups = 64
  /// Steps back that a match may take from one start in the text; catastrophic patterns end there.
  static let matchLimit: UInt32 = 200_000
  static let depthLimit: UInt32 = 20_000
  /// KiB of heap for the interpreter, where there is no just-in-time compiler.
  static let heapLimit: UInt32 = 20_000
  /// Bytes of machine stack of compiled patterns, first and most.
  private static let stackSizes = (32 << 10, 8 << 20)

  let matchData: OpaquePointer?
  let context: OpaquePointer?
  private let stack: OpaquePointer?

  init() {
    matchData = pcre2_match_data_create_8(UInt32(Self.maxGroups), nil)
    context = pcre2_match_context_create_8(nil)
    stack = pcre2_jit_stack_create_8(Self.stackSizes.0, Self.stackSizes.1, nil)
    pcre2_set_match_limit_8(context, Self.matchLimit)
    pcre2_set_depth_limit_8(context, Self.depthLimit)
    pcre2_set_heap_limit_8(context, Self.heapLimit)
    if let stack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
  }

  deinit {
    pcre2_match_data_free_8(matchData)
    pcre2_match_context_free_8(context)
    pcre2_jit_stack_free_8(stack)
  }

  /// Where group `index` of the last match lies, or nil where it took no part.
  func group(_ index: Int) -> Range<Int>? {
    guard let offsets = pcre2_get_ovector_pointer_8(matchData) else { return nil }
    let start = offsets[2 * index]
    let end = offsets[2 * index + 1]
    return start >= 0 && start <= end ? start..<end : nil  // PCRE2_UNSET is -1 here
  }
}
