import Records
import TestSupport
import Testing

@testable import Readers

@Suite struct InputSearchTests {
  static let format = FormatDescription(
    name: "csv", summary: "", fileExtensions: ["csv", "tsv"], options: [], selectorFault: { _ in nil })

  @Test func argumentsKeepTheirOrder() throws {
    let folder = try TemporaryFolder()
    let b = try folder.write("b.csv")
    let a = try folder.write("a.txt")
    let search = InputSearch([b, "-", a], format: Self.format)
    #expect(search.paths == [b, "-", a])
    #expect(search.problems.isEmpty)
  }

  @Test func aPatternGivesItsMatchesInByteOrder() throws {
    let folder = try TemporaryFolder()
    for name in ["r10.csv", "r2.csv", "R1.csv", "é.csv", "r.txt", "z.csv"] { try folder.write(name) }
    let search = InputSearch([folder.path("*.csv")], format: Self.format)
    #expect(names(search.paths) == ["R1.csv", "r10.csv", "r2.csv", "z.csv", "é.csv"])
    #expect(names(InputSearch([folder.path("r?.[ct]sv")], format: Self.format).paths) == ["r2.csv"])
  }

  @Test func aFileWhoseNameLooksLikeAPatternIsThatFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a[1].csv")
    try folder.write("a1.csv")
    #expect(InputSearch([path], format: Self.format).paths == [path])
  }

  @Test func aPatternWithoutMatchIsAProblem() throws {
    let folder = try TemporaryFolder()
    let search = InputSearch([folder.path("*.csv")], format: Self.format)
    #expect(search.problems.map(\.code) == ["input.missing"])
    #expect(search.problems.first?.sentence.text(showingValues: false) == "no file matches this pattern")
  }

  @Test func aFolderGivesItsOwnFittingFiles() throws {
    let folder = try TemporaryFolder()
    for name in ["b.csv", "a.csv.gz", "c.TSV", ".hidden.csv", "notes.md", "csv"] { try folder.write(name) }
    try folder.makeFolder("sub.csv")
    try folder.write("sub.csv/inner.csv")
    for argument in [folder.path, folder.path + "/"] {
      let search = InputSearch([argument], format: Self.format)
      #expect(search.paths == ["a.csv.gz", "b.csv", "c.TSV"].map { folder.path($0) })
      #expect(names(search.skipped) == ["csv", "notes.md"])
      #expect(search.problems.isEmpty)
    }
  }

  @Test func aFolderWithoutFittingFilesIsAProblem() throws {
    let folder = try TemporaryFolder()
    #expect(
      InputSearch([folder.path], format: Self.format).problems.first?.sentence.text(showingValues: false)
        == """
        the folder has no files: expected names ending in .csv, .tsv, also with .gz behind; \
        sub-folders are not searched
        """)
    try folder.write("a.json")
    let problem = InputSearch([folder.path], format: Self.format).problems.first
    #expect(problem?.code == "input.no-fitting-file")
    #expect(problem?.fix == "name the files themselves if they are csv under other names")
  }

  @Test func aLinkToNothingInAFolderIsNotPassedOver() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.csv")
    try folder.link("b.csv", to: "gone")
    let search = InputSearch([folder.path], format: Self.format)
    #expect(names(search.paths) == ["a.csv"])
    #expect(search.problems.map(\.code) == ["input.missing"])
  }

  @Test func theSameFileIsReadOnce() throws {
    let folder = try TemporaryFolder()
    let a = try folder.write("a.csv")
    let link = try folder.link("l.csv", to: a)
    let search = InputSearch([a, folder.path, a, "-", "-"], format: Self.format)
    #expect(search.paths == [a, "-"])
    #expect(search.problems.allSatisfy { $0.code == "input.twice" && $0.severity == .warning })
    #expect(
      search.problems.map { $0.sentence.text(showingValues: false) } == [
        "this input is named twice; it is read once",
        "this is the same file as \(Quotation.quote(a)); it is read once",
        "this input is named twice; it is read once", "this input is named twice; it is read once",
      ])
    #expect(search.problems.map { $0.position?.file } == [a, link, a, "standard input"])
  }

  @Test func everyProblemIsCollected() throws {
    let folder = try TemporaryFolder()
    let a = try folder.write("reviews.csv")
    try folder.makeFolder("empty")
    let search = InputSearch(
      [folder.path("review.csv"), folder.path("empty"), folder.path("*.xml"), a, "", a], format: Self.format)
    #expect(search.paths == [a])
    #expect(
      search.problems.map(\.code) == [
        "input.missing", "input.no-fitting-file", "input.missing", "input.missing", "input.twice",
      ])
    #expect(
      search.problems.first?.sentence.text(showingValues: false)
        == "there is no such file or folder; did you mean 'reviews.csv'?")
  }

  private func names(_ paths: [String]) -> [String] { paths.map { FileSystem.split($0).name } }
}
