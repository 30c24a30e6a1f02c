import Records
import Testing

@Suite struct PathTextTests {
  @Test(arguments: [
    ("a", ""), ("", ""), ("ab", ""), ("a/b", "a"), ("a/b/", "a"), ("/a", "/"), ("/", "/"), ("//a", "/"),
    ("a//b", "a"), ("../x/y.csv", "../x"), ("./a", "."), ("ä/b", "ä"),
  ])
  func theFolderIsWhatStandsBeforeTheLastName(path: String, expected: String) {
    #expect(PathText.folder(of: path) == expected)
  }
}
