import Foundation
import Records

/// The sentences about run folders.
enum RunProblem {
  static func missing(_ path: String) -> Problem {
    Problem("rejects.missing", .error, "there is no folder \(quoted: path)")
  }

  static func notReadable(_ path: String, _ code: Int32) -> Problem {
    Problem(
      "rejects.not-readable", .error, "cannot read \(quoted: path): \(SystemError.words(code))")
  }

  static func notReadable(_ path: String, _ error: any Error) -> Problem {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    let code = underlying?.domain == NSPOSIXErrorDomain ? underlying.map { Int32($0.code) } : nil
    return notReadable(path, code ?? EIO)
  }

  static func notReadable(_ failure: ReadFailure) -> Problem {
    Problem("rejects.not-readable", .error, "\(quoted: failure.path) \(failure.words)")
  }

  static func notOurs(_ path: String) -> Problem {
    Problem(
      "rejects.not-ours", .error,
      "\(quoted: path) holds neither a 'run.json' nor a 'manifest.json' of reviewferry",
      fix: "name the folder of a run, or one that 'convert' wrote")
  }

  static func newer(_ path: String, version: Int) -> Problem {
    Problem(
      "rejects.newer", .error,
      "\(quoted: path) has version \(version), but this program knows version \(RunRecord.version)",
      fix: "use the newer reviewferry that wrote it")
  }

  static func older(_ path: String, version: Int) -> Problem {
    Problem(
      "rejects.older", .error,
      "\(quoted: path) has version \(version), but this program knows version \(RunRecord.version)",
      fix: "use the reviewferry that wrote it")
  }

  static func damaged(_ path: String) -> Problem {
    Problem("rejects.damaged", .error, "\(quoted: path) is damaged: it is not what a run writes")
  }

  static func notPruned(_ problem: Problem, _ path: String) -> Problem {
    Problem(
      "runs.not-pruned", .warning,
      "the old run \(quoted: path) was kept: \(problem.sentence.text(showingValues: false))", fix: problem.fix
    )
  }

  static func notPruned(_ problem: Problem) -> Problem {
    Problem(
      "runs.not-pruned", .warning,
      "old runs were kept: \(problem.sentence.text(showingValues: false))")
  }

  static func notRemoved(_ path: String, _ code: Int32) -> Problem {
    Problem(
      "runs.not-pruned", .warning, "cannot remove \(quoted: path), an old run: \(SystemError.words(code))",
      fix: "remove it by hand")
  }
}
