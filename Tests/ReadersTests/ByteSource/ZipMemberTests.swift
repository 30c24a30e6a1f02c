import Records
import TestSupport
import Testing

@testable import Readers

@Suite struct ZipMemberTests {
  static let csv = Array(("id,title\n" + (0..<9000).map { "\($0),words and \($0 &* 7919)\n" }.joined()).utf8)

  /// Every way in which programs write what is read, one after the other in one archive.
  static func everyKind() throws -> ZipFile {
    var seeded = SeededRandom(seed: 22)
    var members: [ZipFile.Member] = []
    for (name, bytes) in [
      ("deflated", csv), ("empty", []), ("noise", seeded.bytes(200_000)), ("block", seeded.bytes(65535)),
    ] {
      for isStored in [false, true] {
        for (hasDescriptor, is64) in [(false, false), (true, false), (false, true), (true, true)] {
          var member = try ZipFile.Member(
            "\(name)-\(isStored)-\(hasDescriptor)-\(is64).csv", bytes, isStored: isStored)
          (member.hasDescriptor, member.is64) = (hasDescriptor, is64)
          members.append(member)
        }
      }
    }
    return ZipFile(members)
  }

  @Test(arguments: Inflater.available, [false, true])
  func membersOfEveryKindAreGivenWhole(inflater: Inflater, is64: Bool) throws {
    let folder = try TemporaryFolder()
    var zip = try Self.everyKind()
    zip.is64 = is64
    zip.comment = Array("PK\u{5}\u{6} is not the end of it".utf8)
    let path = try folder.write("all.zip", zip.bytes)
    for member in zip.members {
      let name = "\(path)/\(String(decoding: member.name, as: UTF8.self))"
      let kept = try readAll(
        ZipMemberSource(archive: path, name: name, maxRatio: 200, by: inflater), bufferSize: 5000)
      #expect(kept.problem == nil)
      #expect(kept.bytes.count == member.size)
      if name.contains("deflated") { #expect(kept.bytes == Self.csv) }
      #expect(InputPlace(name).byteCount == member.size)
    }
  }

  @Test func aMemberIsAnInputLikeAFile() throws {
    let folder = try TemporaryFolder()
    let inner = try gzip(Self.csv)
    let zip = ZipFile([try .init("a/plain.csv", Self.csv), try .init("a/again.csv.gz", inner)])
    let path = try folder.write("export.zip", zip.bytes)
    for (member, raw) in [("plain.csv", Self.csv), ("again.csv.gz", inner)] {
      var observed: [UInt8] = []
      let place = InputPlace("\(path)/a/\(member)")
      #expect(place.isRereadable && place.fileOnDisk == path && place.byteCount == raw.count)
      let source = try InputOpener.open(
        "\(path)/a/\(member)", options: SourceOptions(format: "csv"), format: "csv",
        observer: { observed += $0 })
      #expect(readAll(source).bytes == Self.csv)
      #expect(observed == raw)
    }
  }

  @Test func whateverBreaksOffIsToldAsDamaged() throws {
    let folder = try TemporaryFolder()
    let bytes = ZipFile([try .init("a.csv"), try .init("b.csv", isStored: true)]).bytes
    for length in 4..<bytes.count {
      let path = try folder.write("cut.zip", Array(bytes.prefix(length)))
      #expect(
        code { try ZipMemberSource(archive: path, name: "\(path)/a.csv", maxRatio: 200) } == "zip.damaged")
    }
  }

  /// A flipped bit is found, or changes nothing that is read.
  @Test(arguments: [false, true]) func noFlippedBitGivesOtherBytes(is64: Bool) throws {
    let folder = try TemporaryFolder()
    var seeded = SeededRandom(seed: 7)
    var zip = ZipFile([
      try .init("a.csv", Array(Self.csv.prefix(300))),
      try .init("b.csv", Array(Self.csv.prefix(90)), isStored: true),
    ])
    zip.is64 = is64
    zip.members[1].is64 = is64
    let bytes = zip.bytes
    var found = 0
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 1 << UInt8(seeded.int(in: 0...7))
      let path = try folder.write("flipped.zip", damaged)
      for (name, length) in [("a.csv", 300), ("b.csv", 90)] {
        do throws(Problem) {
          let result = readAll(try ZipMemberSource(archive: path, name: "\(path)/\(name)", maxRatio: 200))
          if result.problem == nil {
            #expect(result.bytes == Array(Self.csv.prefix(length)), "byte \(index)")
          } else {
            #expect(result.problem?.code == "zip.corrupt")
            found += 1
          }
        } catch {
          #expect(["zip.damaged", "zip.unsupported", "input.missing"].contains(error.code), "byte \(index)")
          found += 1
        }
      }
    }
    #expect(found > bytes.count / 2)
  }

  static let faults: [(change: @Sendable (inout ZipFile.Member) -> Void, words: String)] = [
    ({ $0.flags = 1 }, "is encrypted"), ({ $0.flags = 0x40 }, "is encrypted"),
    ({ $0.flags = 0x2000 }, "is encrypted"),
    ({ $0.method = 99 }, "is encrypted"), ({ $0.flags = 0x20 }, "is a patch of another file"),
    ({ $0.method = 9 }, "is packed by Deflate64"), ({ $0.method = 12 }, "is packed by bzip2"),
    ({ $0.method = 14 }, "is packed by LZMA"), ({ $0.method = 93 }, "is packed by Zstandard"),
    ({ $0.method = 77 }, "is packed by an unknown method (77)"),
    ({ $0.mode = 0o120777 }, "is a symbolic link"),
    ({ $0.method = 0 }, "is stored in another length than its own"),
    ({ $0.name = Array("../a.csv".utf8) }, "has a name that is no path below the archive"),
    ({ $0.name = Array("/a.csv".utf8) }, "has a name that is no path below the archive"),
    ({ $0.name = Array("b//a.csv".utf8) }, "has a name that is no path below the archive"),
    ({ $0.name = Array("a\nb.csv".utf8) }, "has a name that is no path below the archive"),
  ]

  @Test(arguments: faults.indices) func whatIsNotReadSaysWhy(index: Int) throws {
    let folder = try TemporaryFolder()
    var member = try ZipFile.Member("a.csv", Self.csv)
    Self.faults[index].change(&member)
    let path = try folder.write("odd.zip", ZipFile([member]).bytes)
    // A slash before a name cannot be typed.
    let name = String(decoding: member.name, as: UTF8.self)
    for argument in [path] + (name.hasPrefix("/") ? [] : ["\(path)/\(name)"]) {
      let problem = problem { try ArchiveSearch(argument, format: ArchiveSearchTests.format) }
      #expect(problem?.code == "zip.unsupported")
      #expect(problem?.sentence.text(showingValues: false).contains(Self.faults[index].words) == true)
    }
  }

  static let contradictions: [(String, @Sendable (inout ZipFile) throws -> Void)] = [
    ("zip.corrupt", { $0.members[0].checksum ^= 1 }),
    ("zip.corrupt", { $0.members[0].size += 1 }),
    ("zip.corrupt", { $0.members[0].size -= 1 }),
    ("zip.corrupt", { $0.members[0].packed.removeLast() }),
    ("zip.corrupt", { $0.members[0].packed += [0, 0, 0] }),
    ("zip.corrupt", { $0.members[0].packed = [] }),
    // A whole gzip file behind the end of the data, and the length of both.
    (
      "zip.corrupt",
      {
        let whole = try gzip(csv)
        $0.members[0].packed += whole.suffix(8) + whole
        $0.members[0].size *= 2
      }
    ),
    ("zip.damaged", { $0.members[0].localName = Array("c.csv".utf8) }),
    ("zip.damaged", { $0.directoryShift = 1 }), ("zip.damaged", { $0.directoryShift = -1 }),
    ("zip.damaged", { $0.countShift = 1 }), ("zip.unsupported", { $0.disk = 1 }),
    ("zip.damaged", { ($0.is64, $0.directoryShift) = (true, Int.max - 1_000_000) }),
    // As an unsigned number, more than any file has.
    ("zip.damaged", { ($0.is64, $0.directoryShift) = (true, -1_000_000) }),
    ("zip.damaged", { ($0.is64, $0.countShift) = (true, -1) }),
    ("zip.unsupported", { ($0.is64, $0.disk) = (true, 1) }),
    ("zip.unsupported", { $0.members[1].name = $0.members[0].name }),
  ]

  @Test(arguments: contradictions.indices) func anArchiveThatContradictsItselfIsNotBelieved(index: Int) throws
  {
    let folder = try TemporaryFolder()
    var zip = ZipFile([try .init("a.csv", Self.csv), try .init("b.csv", isStored: true)])
    try Self.contradictions[index].1(&zip)
    let path = try folder.write("wrong.zip", zip.bytes)
    let code = code {
      let source = try ZipMemberSource(archive: path, name: "\(path)/a.csv", maxRatio: 200)
      if let problem = readAll(source).problem { throw problem }
    }
    #expect(code?.rawValue == Self.contradictions[index].0)
  }

  /// Several entries that stand for the same bytes make small archives large.
  @Test func membersThatShareBytesAreRefused() throws {
    let folder = try TemporaryFolder()
    let zip = ZipFile([try .init("a.csv", Self.csv), try .init("b.csv", Self.csv)])
    var bytes = zip.bytes
    // The second entry's offset, behind both others of its 46 bytes and its name: that of the first.
    let second = bytes.count - 22 - 5 - 4
    bytes.replaceSubrange(second..<second + 4, with: [0, 0, 0, 0])
    let path = try folder.write("shared.zip", bytes)
    #expect(code { try ArchiveSearch(path, format: ArchiveSearchTests.format) } == "zip.damaged")
  }

  @Test func twoArchivesGluedTogetherAreRefused() throws {
    let folder = try TemporaryFolder()
    let bytes = ZipFile([try .init("a.csv")]).bytes
    let path = try folder.write("two.zip", bytes + bytes)
    #expect(code { try ArchiveSearch(path, format: ArchiveSearchTests.format) } == "zip.damaged")
  }

  @Test func aBombIsStoppedUnlessItIsAllowed() throws {
    let folder = try TemporaryFolder()
    let zip = ZipFile([try .init("a.csv", [UInt8](repeating: 0x61, count: 66 << 20))])
    let path = try folder.write("bomb.zip", zip.bytes)
    let stopped = readAll(try InputPlace("\(path)/a.csv").open())
    #expect(stopped.problem?.code == "zip.expansion")
    #expect(stopped.bytes.count > 60 << 20)
    #expect(readAll(try InputPlace("\(path)/a.csv").open(maxExpansionRatio: 2000)).problem == nil)
  }

  @Test func namesOfOldProgramsAreReadAsTheyAreShown() throws {
    let folder = try TemporaryFolder()
    var member = try ZipFile.Member("x")
    member.name = [0x81, 0x62, 0x65, 0x72, 0x2E, 0x63, 0x73, 0x76]  // `über.csv` in code page 437
    let path = try folder.write("old.zip", ZipFile([member, try .init("größe.csv")]).bytes)
    let search = try ArchiveSearch(path, format: ArchiveSearchTests.format)
    #expect(search?.paths == ["\(path)/über.csv", "\(path)/größe.csv"])
    for path in search?.paths ?? [] { #expect(readAll(try InputPlace(path).open()).problem == nil) }
  }

  private func code<Value>(_ work: () throws -> Value) -> ProblemCode? { problem(work)?.code }

  private func problem<Value>(_ work: () throws -> Value) -> Problem? {
    do {
      _ = try work()
      return nil
    } catch {
      return error as? Problem
    }
  }
}
