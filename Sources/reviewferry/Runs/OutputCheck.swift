import Foundation
import Readers
import Records

/// `--force` removes the old output at the end: it must not hold what is being read.
enum OutputCheck {
  static func refuse(_ output: String, holding inputs: [String]) throws(Problem) {
    let folder = resolved(output) + "/"
    let files = inputs.map { InputPlace($0).fileOnDisk }
    for input in files where input != "-" && (resolved(input) + "/").hasPrefix(folder) {
      let isSame = resolved(input) + "/" == folder
      let place = isSame ? "is itself read" : "holds the input \(Quotation.quote(input))"
      throw Problem(
        "output.holds-input", .error,
        "\(quoted: output) \(place), so it is not replaced; nothing was written",
        fix: "name another folder with '--output'")
    }
  }

  /// The same for a run's folder, where one was named.
  static func refuse(_ output: String?, holding inputs: [String]) throws(RunFailure) {
    guard let output else { return }
    try RunFailure.status(.cannotWrite) { () throws(Problem) in try refuse(output, holding: inputs) }
  }

  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }
}
