import ArgumentParser
import Pipeline
import Requests

/// The options of every command that makes requests, of whatever.
struct RequestOptions: ParsableArguments {
  static let optionNames = ["body", "max-reviews", "max-bytes"]

  @Option(
    help: ArgumentHelp(
      "Shape of the bodies: 'flat', or 'envelope' as a later guide has it. (default: flat)",
      valueName: "shape"))
  var body: BodyShape?

  @Option(
    help: ArgumentHelp(
      "Reviews in a request, 1 to \(RequestRules.maxReviews). (default: \(RequestRules.defaultReviews))",
      valueName: "n"))
  var maxReviews: Int?

  @Option(
    help: ArgumentHelp(
      "Bytes in a request body, as 512KiB or 1MB. The API's own limit is not published. (default: 1MiB)",
      valueName: "size"),
    transform: ByteSize.value)
  var maxBytes: Int?

  func validate() throws {
    if let maxReviews, !(1...RequestRules.maxReviews).contains(maxReviews) {
      throw ValidationError(
        "--max-reviews is \(maxReviews), but it must be between 1 and \(RequestRules.maxReviews)")
    }
  }

  /// The limits that were asked for, the others from `usual`.
  func limits(usual: RequestLimits = RequestLimits()) -> RequestLimits {
    RequestLimits(
      shape: body ?? usual.shape, maxReviews: maxReviews ?? usual.maxReviews,
      maxBytes: maxBytes ?? usual.maxBytes)
  }
}

extension BodyShape: ExpressibleByArgument {}
