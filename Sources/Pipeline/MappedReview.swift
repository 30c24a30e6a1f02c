import Foundation
import Records

/// A value of a mapped review, as JSON would have it.
public enum FieldValue: Equatable, Sendable {
  case text(String)
  /// An integer, decimal or boolean, in its own text.
  case literal(String)
  case list([String])

  /// For tables: without quotes.
  public var plainText: String {
    switch self {
    case .text(let text), .literal(let text): text
    case .list(let values): values.joined(separator: ", ")
    }
  }
}

/// A mapped review taken out of its batch, for people: previews, cases, checks.
public struct MappedReview: Equatable, Sendable {
  public var fields: [(field: OutputField, value: FieldValue)]

  public static func == (first: MappedReview, second: MappedReview) -> Bool {
    first.fields.elementsEqual(second.fields) { $0 == $1 }
  }

  /// Copies review `index` of a batch; fields without a value are left out.
  init(_ batch: ReviewBatch, _ index: Int) {
    fields = batch.fields.indices.compactMap { column in
      let slot = batch.slot(review: index, field: column)
      guard slot.kind != .missing, slot.kind != .null else { return nil }
      return (batch.fields[column], Self.value(slot, batch.fields[column].type, batch))
    }
  }

  private static func value(_ slot: Slot, _ type: FieldType, _ batch: ReviewBatch) -> FieldValue {
    if slot.kind == .list {
      let elements = batch.elements[slot.start..<slot.start + slot.length]
      return .list(elements.map { String(decoding: batch.view($0), as: UTF8.self) })
    }
    let text = String(decoding: batch.view(slot), as: UTF8.self)
    switch type {
    case .integer, .number, .boolean: return .literal(text)
    case .string, .dateTime: return .text(text)
    case .list: return .list([text])
    }
  }

  /// The value of a field; nil where the review has none.
  public func value(_ place: OutputField.Place, _ name: String) -> FieldValue? {
    fields.first { $0.field.place == place && $0.field.name == name }?.value
  }

  /// What a person knows the product by: uuid, model code, `sku`, or the first other key.
  public var productName: String {
    let metadata = fields.filter { $0.field.place == .metadata }
    let best =
      value(.product, "product_uuid") ?? value(.product, "product_model_code")
      ?? metadata.first { $0.field.name == "sku" }?.value ?? metadata.first?.value
    return best?.plainText ?? ""
  }
}
