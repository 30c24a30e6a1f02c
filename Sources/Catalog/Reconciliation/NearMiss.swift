import Ledger

/// Something in the catalog that was probably meant.
public struct NearMiss: Sendable, Equatable {
  public enum Likeness: Sendable, Equatable, Comparable {
    /// The same but for case, white space or punctuation.
    case writing
    /// The same but for zeros in front of a number.
    case zeros
    /// Another key has it just so.
    case otherKey
    /// It is the code of a product model.
    case modelCode
    case oneEdit
    case twoEdits
  }

  /// What the review's product has: a member of `metadata`, and its value.
  public var key: String
  public var given: String
  /// What the catalog has.
  public var found: String
  public var foundKey: String
  public var likeness: Likeness
  public var name: CatalogName

  public var sentence: String {
    switch likeness {
    case .otherKey: "'\(given)' is no '\(key)' in the catalog, but it is one of '\(foundKey)'"
    case .modelCode: "'\(given)' is no '\(key)' in the catalog, but the code of a product model"
    default: "'\(given)' is not in the catalog; '\(found)' is"
    }
  }

  /// How they differ, in a few words.
  public var difference: String {
    switch likeness {
    case .writing: "written otherwise"
    case .zeros: "leading zeros"
    case .otherKey: "as '\(foundKey)'"
    case .modelCode: "a product model"
    case .oneEdit: "one character"
    case .twoEdits: "two characters"
    }
  }
}
