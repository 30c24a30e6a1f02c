/// The bytes of a sorted run.
///
/// ```
/// run      = group…
/// group    = product review…
/// product  = 0xFFFFFFFF, key length, key           a key is written once for its reviews
/// review   = id length, body length, id, body
/// ```
/// Lengths are 4 bytes in the machine's own order: a run never leaves the process. Groups ascend by key,
/// reviews by id, and a name occurs once.
enum RunFormat {
  static let headerBytes = 8
  /// Stands where a review has the length of its id.
  static let productMark = UInt32.max
}
