import Foundation
import Records

/// The files of a set-up, so that none is two things: what is written last would be all that is left.
struct InitPlaces {
  private let answers: InitAnswers
  private let files: [FileSet.File]

  init(_ files: InitFiles) {
    answers = files.answers
    self.files = files.files
  }

  func check() throws(Problem) {
    var uses: [String: String] = [:]
    for (path, use) in read + written {
      let place = Self.place(path)
      if let other = uses[place] { throw InitProblem.twoOfAPlace(path, [other, use]) }
      uses[place] = use
    }
  }

  private var read: [(path: String, use: String)] {
    var all = [(answers.ledger, "the ledger"), (answers.export.path, "the export")]
    if case .file(let path) = answers.mapping { all.append((path, "the mapping")) }
    if case .existing(let path, _) = answers.credentials { all.append((path, "the credentials")) }
    return all
  }

  private var written: [(path: String, use: String)] {
    files.map { file in
      let name = (file.path as NSString).lastPathComponent
      return switch name {
      case _ where file.isSecret: (file.path, "the credentials")
      case InitFiles.configurationName: (file.path, "the configuration")
      case InitFiles.mappingName: (file.path, "the mapping")
      default: (file.path, "the schedule")
      }
    }
  }

  /// From the root and without links, also of what is not there yet.
  private static func place(_ path: String) -> String {
    let whole = URL(fileURLWithPath: path).standardizedFileURL.path
    let nearest = InitPath.nearest(whole)
    guard let real = realpath(nearest, nil) else { return whole }
    defer { free(real) }
    let rest = whole.dropFirst(nearest == "/" ? 0 : nearest.count)
    return URL(fileURLWithPath: String(cString: real) + rest).standardizedFileURL.path
  }
}
