import Records

/// An example inside a mapping: a record, and what must become of it.
public struct MappingCase: Sendable {
  public var name: String?
  /// Where the case stands.
  public var mark: MappingMark
  public var record: CaseRecord
  /// The name that the input would have; decides nothing but messages and decompression.
  public var fileName: String?
  public var expectation: CaseExpectation

  public var line: Int { mark.line }
}

/// The record of a case.
public enum CaseRecord: Sendable {
  /// Columns and their cells, in the order typed.
  case csv([(String, String)])
  /// The text of a JSON value.
  case json(String)
  /// The text of a whole file.
  case raw(String)
}

/// What must become of the record of a case.
public enum CaseExpectation: Sendable {
  case reviews([ExpectedReview])
  /// Rejected with this code.
  case problem(String)
  /// Filtered; by the condition with this label, if there is one.
  case filtered(label: String?)
}

/// The fields of a review that a case names.
public struct ExpectedReview: Equatable, Sendable {
  public var fields: [ExpectedField]
  public var mark: MappingMark
}

/// One field that a case names.
public struct ExpectedField: Equatable, Sendable {
  public enum Value: Equatable, Sendable {
    case absent
    case text(String)
    case list([String])
  }
  /// Index into `MappingPlan.fields`; nil where the mapping never makes the field, which must then be absent.
  public var index: Int?
  /// As the case names it: `review.title`, `product.metadata.sku`.
  public var path: String
  public var value: Value
  public var mark: MappingMark
}

extension ExpectedReview {
  /// What differs in a review that was made; nothing where it is as expected.
  public func differences(from batch: ReviewBatch, review: Int) -> [CaseDifference] {
    fields.compactMap { field in
      let found = field.index.map { Self.value(batch, review, $0) } ?? .absent
      return found == field.value ? nil : CaseDifference(field: field, found: found)
    }
  }

  private static func value(_ batch: ReviewBatch, _ review: Int, _ field: Int) -> ExpectedField.Value {
    let slot = batch.slot(review: review, field: field)
    switch slot.kind {
    case .missing: return .absent
    case .list:
      return .list(
        (slot.start..<slot.start + slot.length).map {
          String(decoding: batch.view(batch.elements[$0]), as: UTF8.self)
        })
    default: return .text(String(decoding: batch.view(slot), as: UTF8.self))
    }
  }
}

/// A field that came out otherwise than a case expects.
public struct CaseDifference: Equatable, Sendable {
  public var field: ExpectedField
  public var found: ExpectedField.Value
}
