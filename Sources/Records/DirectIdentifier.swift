/// What names a product by itself, without `metadata`.
public enum DirectIdentifier: String, CaseIterable, Sendable {
  case uuid
  case modelCode = "model_code"
}
