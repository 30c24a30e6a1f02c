import Grouping
import Requests

extension GroupBatch {
  /// Takes in what an encoder has made; the texts stay where they are.
  func fill(from encoded: EncodedReviews) {
    removeAll()
    for entry in encoded.entries {
      append(
        keys: encoded.keys, key: (entry.key.offset, entry.key.length), texts: encoded.bytes,
        id: (entry.id.offset, entry.id.length), body: (entry.body.offset, entry.body.length))
    }
  }
}
