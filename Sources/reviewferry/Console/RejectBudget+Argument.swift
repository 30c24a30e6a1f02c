import ArgumentParser
import Pipeline

extension RejectBudget {
  /// For the parser: throws a sentence that says what is expected.
  static func value(_ text: String) throws -> RejectBudget {
    guard let budget = RejectBudget(text) else {
      throw ValidationError("expected a number of records such as 20, or a share such as 0.5%")
    }
    return budget
  }
}
