import Foundation

/// How many files and connections this process may have open.
enum DescriptorLimit {
  /// The listener's connections, and as much again for everything else.
  private static let wanted: rlim_t = 4096

  /// Asks for more where the soft limit is the usual 1,024, which its connections alone would use up.
  ///
  /// At the limit no connection is accepted until another ends, so this is a convenience and may fail.
  static func raise() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < wanted else {
      return
    }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
