import Testing

@testable import Requests

struct ChecksumTests {
  /// Bytes that repeat with no power of two, so that no stripe is like its neighbour.
  static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(($0 * 31 + 7) % 251) } }

  /// As `xxhsum -H2` of Debian shows them, at the lengths where XXH3 changes its way and around its blocks.
  @Test(arguments: [
    (0, "99aa06d3014798d86001c324468d497f"),
    (1, "495b62073ef70ca44c5cca45d0f4811f"),
    (3, "46f66cb93538156515f7093b173d005c"),
    (4, "7fefeeffb4d0eab3b987ca5d9241572a"),
    (8, "803c675a846cc6c256bb836ceb6d4baa"),
    (9, "365644c233ffe5c213af585c9bf5827d"),
    (16, "da917c385cc874c00d463cb04ceffbaf"),
    (17, "d443578f2c4e2fb495c34448580e19c8"),
    (128, "22c34350373a38ae5b77925b2c683a12"),
    (129, "c4a7d8f7893f2090d6d9e73553568be1"),
    (240, "e29d70b8920fd24bc6ed4333f79384f8"),
    (241, "f91b3cb8ed0fa91a07525dbc14902c7f"),
    (1023, "0789e58514a0668bfe4f1eaedb87b59b"),
    (1024, "f53a1b1e9f1efedfe2898655db7bc9ee"),
    (1025, "a906cca0f6e772a7134c652ba3d6fb9e"),
    (100_000, "bc2117116c93a45dddc565585fab0e61"),
  ])
  func itIsWhatXxhsumShows(count: Int, expected: String) {
    let bytes = Self.bytes(count)
    #expect(bytes.withUnsafeBufferPointer { Checksum.hex($0) } == expected)
    for piece in [1, 7, 256, 1000, 1 << 16] where piece > 1 || count < 2000 {
      var checksum = StreamingChecksum()
      for start in stride(from: 0, to: count, by: piece) {
        bytes[start..<min(start + piece, count)].withUnsafeBytes { checksum.update($0) }
      }
      #expect(checksum.hex() == expected, "in pieces of \(piece)")
      #expect(checksum.byteCount == count)
    }
  }

  @Test func theTextOfASmallNumberKeepsItsZeros() {
    #expect(Checksum.text(high: 1, low: 0xAB) == "0000000000000001" + "00000000000000ab")
  }
}
