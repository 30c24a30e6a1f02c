import CPCRE2
import Glibc
import Records

/// A match was left off at its limits: neither "matches" nor "does not match" would be true.
struct RegexGaveUp: Error, Equatable {}

/// A regular expression in PCRE2 syntax over UTF-8, with Unicode classes (`\w`, `\d`, `\s`, `\p{…}`).
///
/// It cannot hang: steps back are counted, texts above 64 KiB are not matched, and in texts above 4 KiB,
/// where even polynomial patterns take seconds, a clock is read between stretches of start positions.
/// Whatever is stopped throws `RegexGaveUp`. Where the clock decides, the outcome could differ from run to
/// run; it does so only for a pattern that takes seconds on one text, where the choice is this or a hang.
final class RegularExpression: Sendable {
  /// Immutable once compiled, which PCRE2 documents as safe to share between threads.
  nonisolated(unsafe) private let code: OpaquePointer
  /// Groups in parentheses that capture.
  let groupCount: Int

  static let maxTextBytes = 64 << 10
  /// Bytes that are matched in one go.
  private static let maxUnwatchedBytes = 4 << 10
  /// Seconds for one longer text.
  private static let timeLimit = 2

  /// Throws with the byte offset in the pattern and PCRE2's own words.
  init(_ pattern: String) throws(ConversionFault) {
    let bytes = Array(pattern.utf8)
    guard !pattern.contains("\\G") else {
      throw ConversionFault(sentence: "pattern \(Quotation.quote(pattern)): \\G is not supported", index: 0)
    }
    var error: Int32 = 0
    var offset = 0
    let options = UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP) | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT
    guard let code = pcre2_compile_8(bytes, bytes.count, options, &error, &offset, nil) else {
      throw Self.fault(pattern, error, offset)
    }
    var groups: UInt32 = 0
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &groups)
    self.code = code
    groupCount = Int(groups)
    guard groupCount < RegexScratch.maxGroups else {
      throw ConversionFault(
        sentence: "pattern \(Quotation.quote(pattern)): \(groups) groups, expected at most "
          + "\(RegexScratch.maxGroups - 1)", index: 0)
    }
    pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))  // without it the interpreter does the work
  }

  deinit { pcre2_code_free_8(code) }

  private static func fault(_ pattern: String, _ error: Int32, _ offset: Int) -> ConversionFault {
    let message = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
      let length = pcre2_get_error_message_8(error, buffer.baseAddress, buffer.count)
      return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
    }
    let place = String(decoding: Array(pattern.utf8).prefix(offset), as: UTF8.self).count
    return ConversionFault(
      sentence: "pattern \(Quotation.quote(pattern)): \(message) (behind character \(place))", index: offset)
  }

  /// The number of a named group, or nil.
  func groupNumber(_ name: String) -> Int? {
    let number = pcre2_substring_number_from_name_8(code, Array(name.utf8) + [0])
    return number > 0 ? Int(number) : nil
  }

  /// Whether some part of the text matches.
  func matches(
    _ text: UnsafeBufferPointer<UInt8>, _ scratch: RegexScratch
  ) throws(RegexGaveUp) -> Bool {
    try find(text, from: 0, scratch, deadline: Self.deadline(for: text))
  }

  /// Where group 1 of the first match lies, or the whole match where the pattern has no group.
  ///
  /// nil without a match, and where group 1 took no part in it.
  func extract(
    _ text: UnsafeBufferPointer<UInt8>, _ scratch: RegexScratch
  ) throws(RegexGaveUp) -> Range<Int>? {
    guard try find(text, from: 0, scratch, deadline: Self.deadline(for: text)) else { return nil }
    return scratch.group(groupCount > 0 ? 1 : 0)
  }

  /// Whether a match starts at or behind `start`; its groups are then in `scratch`.
  ///
  /// A longer text is searched in stretches of start positions, the shorter the longer it is, and the clock
  /// is read between them.
  func find(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, _ scratch: RegexScratch, deadline: Int
  ) throws(RegexGaveUp) -> Bool {
    guard text.count > Self.maxUnwatchedBytes else {
      return try find(text, from: start, through: text.count, scratch)
    }
    guard text.count <= Self.maxTextBytes else { throw RegexGaveUp() }
    let stretch = max(16, (Self.maxUnwatchedBytes << 8) / text.count)
    var start = start
    while true {
      let last = min(start + stretch, text.count)
      if try find(text, from: start, through: last, scratch) { return true }
      guard last < text.count else { return false }
      guard Self.now < deadline else { throw RegexGaveUp() }
      start = last + 1
      while start < text.count, text[start] & 0xC0 == 0x80 { start += 1 }
    }
  }

  /// When work on a text that starts now has to end, on the clock of `now`; of no use for a short one.
  static func deadline(for text: UnsafeBufferPointer<UInt8>) -> Int {
    text.count > maxUnwatchedBytes ? now + timeLimit : 0
  }

  /// Seconds of a clock that only goes forward.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
  }

  /// Whether a match starts at `start`…`last`.
  private func find(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, through last: Int, _ scratch: RegexScratch
  ) throws(RegexGaveUp) -> Bool {
    pcre2_set_offset_limit_8(scratch.context, last)
    let result = pcre2_match_8(
      code, text.baseAddress, text.count, start, PCRE2_NO_UTF_CHECK, scratch.matchData, scratch.context)
    if result == PCRE2_ERROR_NOMATCH { return false }
    guard result > 0 else { throw RegexGaveUp() }
    return true
  }
}
