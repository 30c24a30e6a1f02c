import Records
import TestSupport
import Testing

@testable import Readers

@Suite struct ArchiveSearchTests {
  static let format = FormatDescription(
    name: "csv", summary: "", fileExtensions: ["csv", "tsv", "txt"], options: [], selectorFault: { _ in nil })

  /// Names in an archive, what is asked for, what is read, and what is said to be left out or why nothing is.
  struct Search: CustomTestStringConvertible, Sendable {
    var names: [String]
    var place = ""
    var paths: [String] = []
    var code: ProblemCode?

    var testDescription: String { "\(names) \(place)" }
  }

  static let searches: [Search] = [
    Search(names: ["b.csv", "a.csv"], paths: ["b.csv", "a.csv"]),
    Search(names: ["x/", "x/y/a.CSV", "x/b.tsv.gz"], paths: ["x/y/a.CSV", "x/b.tsv.gz"]),
    Search(
      names: ["__MACOSX/._a.csv", ".DS_Store", "x/._a.csv", "x/Thumbs.db", "a.csv"], paths: ["a.csv"]),
    Search(names: ["a.csv", "b.pdf"], paths: ["a.csv"], code: "zip.left-out"),
    Search(names: ["a.csv", "readme.txt"], paths: ["a.csv"], code: "zip.left-out"),
    Search(names: ["a.txt", "b.txt"], paths: ["a.txt", "b.txt"]),
    Search(names: ["export.dat"], paths: ["export.dat"]),
    Search(names: [".DS_Store", "export"], paths: ["export"]),
    Search(names: ["a.json", "b.json"], code: "input.no-fitting-file"),
    Search(names: [], code: "input.no-fitting-file"),
    Search(names: ["x/"], code: "input.no-fitting-file"),
    Search(names: ["a.csv", "b.dat"], place: "/b.dat", paths: ["b.dat"]),
    Search(names: ["a.csv", "b.dat"], place: "/", paths: ["a.csv"], code: "zip.left-out"),
    Search(names: ["x/a.csv", "x/b.pdf", "c.csv"], place: "/x", paths: ["x/a.csv"], code: "zip.left-out"),
    Search(names: ["x/a.csv", "c.csv"], place: "/x/", paths: ["x/a.csv"]),
    Search(names: ["x/a.csv", "b.csv", "c.dat"], place: "/*.csv", paths: ["b.csv"]),
    Search(names: ["x/a.csv", "b.csv", "c.dat"], place: "/*", paths: ["b.csv", "c.dat"]),
    Search(names: ["x/a.csv", "y/a.csv", "b.csv"], place: "/*/a.csv", paths: ["x/a.csv", "y/a.csv"]),
    Search(names: ["a[1].csv", "a1.csv"], place: "/a[1].csv", paths: ["a[1].csv"]),
    Search(names: ["a.csv"], place: "/b.csv", code: "input.missing"),
    Search(names: ["a.csv"], place: "/a.csv/x", code: "input.missing"),
    Search(names: ["a.csv", "a.csv"], code: "zip.unsupported"),
    Search(names: ["..\\a.csv", "b.csv"], code: "zip.unsupported"),
    Search(names: ["x/..\\a.csv"], code: "zip.unsupported"),
    Search(names: ["x/\u{301}/../a.csv", "b.csv"], code: "zip.unsupported"),
    Search(names: [".\u{301}a.csv", "b.csv"], paths: ["b.csv"]),
    Search(names: ["\u{E9}/a.csv", "e\u{301}/b.csv"], place: "/\u{E9}", paths: ["\u{E9}/a.csv"]),
    Search(names: ["[Content_Types].xml", "xl/workbook.xml"], code: "input.wrong-kind"),
    Search(names: ["mimetype", "content.xml", "META-INF/manifest.xml"], code: "input.wrong-kind"),
  ]

  @Test(arguments: searches) func anArchiveStandsForTheDataInIt(search: Search) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("export", ZipFile(search.names.map { try .init($0) }).bytes)
    let found = InputSearch([path + search.place], format: Self.format)
    #expect(found.paths == search.paths.map { "\(path)/\($0)" })
    #expect(found.problems.map(\.code) == (search.code.map { [$0] } ?? []))
  }

  @Test func aSlipOfThePenIsFound() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("export.zip", ZipFile([try .init("reviews.csv")]).bytes)
    #expect(
      InputSearch([path + "/review.csv"], format: Self.format).problems.first?.sentence.text(
        showingValues: false)
        == "there is no such file in the archive; did you mean 'reviews.csv'?")
  }

  @Test func theSameMemberIsReadOnce() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("export.zip", ZipFile([try .init("a.csv"), try .init("b.csv")]).bytes)
    let link = try folder.link("other.zip", to: path)
    let search = InputSearch([path, link + "/b.csv", path], format: Self.format)
    #expect(search.paths == ["\(path)/a.csv", "\(path)/b.csv"])
    #expect(search.problems.map(\.code) == ["input.twice", "input.twice", "input.twice"])
  }

  /// Letters in another composition are equal as strings, and other names.
  @Test func namesThatDifferInTheirBytesAreTwo() throws {
    let folder = try TemporaryFolder()
    let names = ["\u{E9}.csv", "e\u{301}.csv", "y/\u{301}x.csv"]
    let path = try folder.write(
      "export.zip", ZipFile(try names.enumerated().map { try .init($1, "id\n\($0)\n") }).bytes)
    let search = InputSearch([path], format: Self.format)
    #expect(search.problems.isEmpty)
    #expect(search.paths.map { Array($0.utf8) } == names.map { Array("\(path)/\($0)".utf8) })
    for (index, place) in search.paths.enumerated() {
      #expect(readAll(try InputPlace(place).open()).bytes == Array("id\n\(index)\n".utf8))
    }
  }

  @Test func anArchiveOfNothingButJunkIsSaidToBe() throws {
    let folder = try TemporaryFolder()
    for (names, sentence) in [
      ([], "the archive has no files"), ([".a.csv"], "the archive's only file is hidden"),
      ([".a.csv", "__MACOSX/a.csv", "x/Thumbs.db"], "the archive's 3 files are all hidden"),
    ] {
      let path = try folder.write("\(names.count).zip", ZipFile(names.map { try .init($0) }).bytes)
      let said = InputSearch([path], format: Self.format).problems.first?.sentence.text(showingValues: false)
      #expect(said?.hasPrefix(sentence) == true, "\(said ?? "nothing")")
    }
  }

  /// Such as a program that unpacks itself; the text before it must not be taken for the export.
  @Test(arguments: [("export.zip", "a comment"), ("export.zip", ""), ("export.csv", "")])
  func whatStandsBeforeAnArchiveIsNoData(name: String, comment: String) throws {
    let folder = try TemporaryFolder()
    var zip = ZipFile([try .init("a.csv")])
    zip.comment = Array(comment.utf8)
    let path = try folder.write(name, Array("id,score\n7,5\n".utf8) + zip.bytes)
    let search = InputSearch([path], format: Self.format)
    #expect(search.paths == [] && search.problems.map(\.code) == ["zip.damaged"])
    #expect(
      search.problems.first?.sentence.text(showingValues: false)
        .contains("something stands before the archive") == true)
    #expect(throws: Problem.self) { try InputPlace(path + "/a.csv").open() }
  }

  @Test func anArchiveOfThousandsIsReadOnce() throws {
    let folder = try TemporaryFolder()
    let members = try (0..<2000).map { try ZipFile.Member("\($0).csv", "id\n\($0)\n", isStored: true) }
    let path = try folder.write("export.zip", ZipFile(members).bytes)
    let file = try RandomAccessFile(path: path)
    let tables = ZipDirectories()
    #expect(try tables.table(of: file).entry(named: "1999.csv".utf8)?.entry.size == 8)
    // Another file of the same name is another archive.
    try folder.write("export.zip", ZipFile([try .init("a.csv")]).bytes)
    let other = try RandomAccessFile(path: path)
    #expect(try tables.table(of: other).entry(named: "1999.csv".utf8) == nil)
    #expect(try tables.table(of: other).entry(named: "a.csv".utf8)?.isRepeated == false)
  }

  @Test func archivesOfAFolderAreReadWhereTheyAreNamed() throws {
    let folder = try TemporaryFolder()
    let bytes = ZipFile([try .init("a.csv")]).bytes
    try folder.write("export.zip", bytes)
    let problem = InputSearch([folder.path], format: Self.format).problems.first
    #expect(problem?.code == "input.no-fitting-file")
    #expect(problem?.fix == "name archives themselves, such as 'FOLDER/*.zip'")
    #expect(
      InputSearch([folder.path("*.zip")], format: Self.format).paths == [folder.path("export.zip/a.csv")])
  }

  /// Nothing but the archive itself is ever opened by the names in it.
  @Test func noPathLeadsOutOfAnArchive() throws {
    let folder = try TemporaryFolder()
    try folder.write("secret.csv", "id\n1\n")
    let path = try folder.write("export.zip", ZipFile([try .init("../secret.csv")]).bytes)
    for argument in [path, path + "/../secret.csv", path + "/./../secret.csv"] {
      let search = InputSearch([argument], format: Self.format)
      #expect(search.paths == [])
      #expect(search.problems.count == 1)
      #expect(throws: Problem.self) { try InputPlace(argument + "/").open() }
    }
  }
}
