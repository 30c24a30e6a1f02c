/// The arguments of the generator.
struct Options {
  enum Format: String {
    case csv, jsonl, xml
  }

  static let usage = "usage: corpus csv|jsonl|xml [--reviews 1000000] [--products 100000] [--seed 1]\n"

  let format: Format
  private(set) var reviews = 1_000_000
  private(set) var products = 100_000
  private(set) var seed: UInt64 = 1

  /// Nil where the arguments cannot be understood.
  init?(_ arguments: some Sequence<String>) {
    var rest = arguments.makeIterator()
    guard let format = rest.next().flatMap(Format.init) else { return nil }
    self.format = format
    while let name = rest.next() {
      guard let value = rest.next().flatMap(Int.init), value >= 0 else { return nil }
      switch name {
      case "--reviews": reviews = value
      case "--products" where value > 0: products = value
      case "--seed": seed = UInt64(value)
      default: return nil
      }
    }
  }
}
