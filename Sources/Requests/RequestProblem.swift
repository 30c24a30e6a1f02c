import Records

/// The sentences of this stage.
enum RequestProblem {
  static func tooLarge(byteCount: Int, maxBytes: Int) -> Problem {
    Problem(
      "request.too-large", .error,
      "the review takes \(byteCount) bytes in a request, but '--max-bytes' is \(maxBytes); record rejected")
  }

  static func missingField(_ name: String) -> Problem {
    Problem(
      "request.missing-field", .error, field: name,
      "the review has no '\(name)', which the API requires; record rejected")
  }

  static func missingProduct() -> Problem {
    Problem(
      "request.missing-product", .error,
      "the review names no product: no uuid, model code or metadata has a value; record rejected")
  }
}
