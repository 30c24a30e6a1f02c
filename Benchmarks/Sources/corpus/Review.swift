/// One review of the corpus; its memory is reused for the next.
final class Review {
  enum Status: Int {
    case approved, rejected, pending
  }

  var id = 0
  var product = 0
  var status = Status.approved
  /// From 1 to 5.
  var score = 5
  /// Empty in one of sixteen reviews.
  let title = Bytes(capacity: 256)
  let text = Bytes(capacity: 4096)
  let author = Bytes(capacity: 64)
  /// RFC 3339, 20 bytes.
  let date = Bytes(capacity: 32)
  var upVotes = 0
  var downVotes = 0
  var isVerified = false
  var locale: StaticString = "en_US"

  var statusName: StaticString {
    switch status {
    case .approved: "APPROVED"
    case .rejected: "REJECTED"
    case .pending: "PENDING"
    }
  }

  var verifiedName: StaticString { isVerified ? "true" : "false" }

  /// `SKU-0012345`.
  static func appendSKU(_ product: Int, to target: Bytes) {
    target.append("SKU-")
    target.appendNumber(product, width: 7)
  }
}
