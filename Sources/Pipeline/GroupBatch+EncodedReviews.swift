import Grouping
import Requests

extension GroupBatch {
  /// Takes in what an encoder has made; the texts stay where they are.
  func fill(from encoded: EncodedReviews) {
    removeAll()
    let (keys, texts) = (encoded.keys, encoded.bytes)
    for entry in encoded.entries {
      append(
        keys: keys, key: (entry.key.offset, entry.key.length), texts: texts,
        id: (entry.id.offset, entry.id.length), body: (entry.body.offset, entry.body.length))
    }
  }
}
