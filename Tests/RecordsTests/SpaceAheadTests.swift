import Foundation
import Testing

@testable import Records

@Suite struct SpaceAheadTests {
  /// A file in the temporary folder, without a name.
  private func withFile(_ body: (Int32) throws -> Void) throws {
    var template = Array((NSTemporaryDirectory() + "/space-XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    unlink(template)
    defer { close(descriptor) }
    try body(descriptor)
  }

  private func state(_ descriptor: Int32) -> (size: Int, allocated: Int) {
    var status = stat()
    fstat(descriptor, &status)
    return (Int(status.st_size), Int(status.st_blocks) * 512)
  }

  /// Asked of another program than our own call.
  private func isOnExt4() throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/stat")
    process.arguments = ["-f", "-c", "%T", NSTemporaryDirectory()]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    process.waitUntilExit()
    return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      .hasPrefix("ext2/ext3")
  }

  @Test func whatIsReservedIsGivenBackAndTheFileStaysAsItIs() throws {
    try withFile { file in
      let space = SpaceAhead(file)
      let bytes = (0..<SpaceAhead.firstBytes + 5).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      space.cover(bytes.count)
      if try isOnExt4() { #expect(state(file).allocated >= SpaceAhead.stepBytes) }
      #expect(state(file).size == 0)
      #expect(pwrite(file, bytes, bytes.count, 0) == bytes.count)
      space.giveBack()
      #expect(state(file).size == bytes.count)
      #expect(state(file).allocated < bytes.count + 1 << 20)
      var read = [UInt8](repeating: 0, count: bytes.count)
      #expect(pread(file, &read, read.count, 0) == read.count)
      #expect(read == bytes)
    }
  }

  @Test func aPartGivenBackIsZerosAndTheRestStaysAsItIs() throws {
    try withFile { file in
      let bytes = [UInt8](repeating: 120, count: 1 << 20)
      #expect(pwrite(file, bytes, bytes.count, 0) == bytes.count)
      fsync(file)
      let before = state(file)
      SpaceAhead.giveBack(1000..<900_000, of: file)
      guard state(file).allocated < before.allocated else { return }
      #expect(state(file).size == before.size)
      #expect(state(file).allocated < 200_000)
      var read = [UInt8](repeating: 1, count: bytes.count)
      #expect(pread(file, &read, read.count, 0) == read.count)
      #expect(read[..<1000].allSatisfy { $0 == 120 } && read[1000..<900_000].allSatisfy { $0 == 0 })
      #expect(read[900_000...].allSatisfy { $0 == 120 })
    }
  }

  @Test func aLargerFileReservesTheNextStep() throws {
    try withFile { file in
      guard try isOnExt4() else { return }
      let space = SpaceAhead(file)
      space.cover(SpaceAhead.stepBytes)
      space.cover(SpaceAhead.stepBytes * 2 + 1)
      #expect(state(file).allocated >= SpaceAhead.stepBytes * 3)
      space.giveBack()
      #expect(state(file).allocated == 0)
    }
  }

  @Test func aSmallFileReservesNothing() throws {
    try withFile { file in
      let space = SpaceAhead(file)
      space.cover(SpaceAhead.firstBytes)
      space.giveBack()
      #expect(state(file).allocated == 0)
    }
  }

  /// A pipe, or a descriptor that is closed: a hint that cannot be taken harms nothing.
  @Test func whatIsNoFileIsLeftAlone() {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    for descriptor in [ends[1], -1] {
      let space = SpaceAhead(descriptor)
      space.cover(1 << 30)
      space.giveBack()
    }
    ends.forEach { close($0) }
  }
}
