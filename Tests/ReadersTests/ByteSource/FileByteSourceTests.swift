import Foundation
import Glibc
import Records
import TestSupport
import Testing

@testable import Readers

@Suite struct FileByteSourceTests {
  @Test(arguments: [1, 7, 4096, 1 << 20])
  func aFileIsReadWholeWithAnyBuffer(bufferSize: Int) throws {
    var random = SeededRandom(seed: 11)
    let bytes = random.bytes(20_000)
    let folder = try TemporaryFolder()
    let source = try FileByteSource(path: try folder.write("a.bin", bytes))
    let result = readAll(source, bufferSize: bufferSize)
    #expect(result.bytes == bytes)
    #expect(result.problem == nil)
  }

  @Test func aMissingFileGetsTheNearestName() throws {
    let folder = try TemporaryFolder()
    try folder.write("reviews.csv")
    let problem = openProblem(folder.path("reviws.csv"))
    #expect(problem?.code == "input.missing")
    #expect(problem?.position?.file == folder.path("reviws.csv"))
    let sentence = "there is no such file or folder; did you mean 'reviews.csv'?"
    #expect(problem?.sentence.text(showingValues: false) == sentence)
  }

  @Test func aMissingFolderIsAMissingFile() {
    let problem = openProblem("/no/such/folder/a.csv")
    #expect(problem?.code == "input.missing")
    #expect(problem?.sentence.text(showingValues: false) == "there is no such file or folder")
  }

  @Test func aLinkToNothingIsNamedAsSuch() throws {
    let folder = try TemporaryFolder()
    let annexed = try folder.link("a.csv", to: ".git/annex/objects/xx/SHA256E-s12")
    let problem = openProblem(annexed)
    #expect(problem?.code == "input.missing")
    let sentence = "the file is a link to '.git/annex/objects/xx/SHA256E-s12', which does not exist"
    #expect(problem?.sentence.text(showingValues: false) == sentence)
    #expect(problem?.fix == "fetch its content with 'git annex get'")
    #expect(openProblem(try folder.link("b.csv", to: "gone.csv"))?.fix == nil)
  }

  @Test func aFolderIsNoFile() throws {
    let folder = try TemporaryFolder()
    #expect(openProblem(folder.path)?.code == "input.is-folder")
  }

  @Test func theSystemsWordsAreGivenWhereAFileCannotBeOpened() throws {
    let folder = try TemporaryFolder()
    let problem = openProblem(try folder.link("loop.csv", to: "loop.csv"))
    #expect(problem?.code == "input.not-readable")
    #expect(
      problem?.sentence.text(showingValues: false)
        == "the file cannot be opened: Too many levels of symbolic links; nothing was read from it")
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func aFileWithoutPermissionIsNotReadable() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("secret.csv")
    chmod(path, 0)
    #expect(openProblem(path)?.code == "input.not-readable")
  }

  /// The kernel refuses to read page 0 of a process: a read error that needs no broken disk.
  @Test func aReadErrorTellsItsByteAndTheSystemsWords() throws {
    let result = readAll(try FileByteSource(path: "/proc/self/mem"))
    #expect(result.bytes.isEmpty)
    #expect(result.problem?.code == "io.read")
    #expect(
      result.problem?.sentence.text(showingValues: false)
        == "reading stopped at byte 0 of the file: Input/output error; the records before it were kept")
  }

  @Test func aFIFOIsReadToItsEnd() throws {
    var random = SeededRandom(seed: 12)
    let bytes = random.bytes(300_000)
    let folder = try TemporaryFolder()
    let path = folder.path("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    let writer = Thread { write(bytes, to: path) }
    writer.start()
    let source = try FileByteSource(path: path)
    #expect(readAll(source).bytes == bytes)
  }

  @Test func standardInputIsReadAndStaysOpen() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let saved = dup(STDIN_FILENO)
    dup2(ends[0], STDIN_FILENO)
    _ = Glibc.write(ends[1], "a,b\n1,2\n", 8)
    close(ends[1])
    let result = readAll(StandardInputByteSource(file: "standard input"))
    #expect(fcntl(STDIN_FILENO, F_GETFD) >= 0)
    dup2(saved, STDIN_FILENO)
    close(saved)
    close(ends[0])
    #expect(result.bytes == Array("a,b\n1,2\n".utf8))
  }

  private func openProblem(_ path: String) -> Problem? {
    do throws(Problem) {
      _ = try FileByteSource(path: path)
      return nil
    } catch {
      return error
    }
  }
}

/// Opens a FIFO for writing and writes everything in uneven pieces.
private func write(_ bytes: [UInt8], to path: String) {
  let descriptor = Glibc.open(path, O_WRONLY)
  defer { close(descriptor) }
  var position = 0
  while position < bytes.count {
    let length = min(7919, bytes.count - position)
    let written = bytes[position..<position + length].withUnsafeBytes {
      Glibc.write(descriptor, $0.baseAddress, length)
    }
    guard written > 0 else { return }
    position += written
  }
}
