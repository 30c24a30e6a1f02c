/// The products and product models of the emulated PIM.
public struct EmulatorCatalog: Sendable {
  public struct Product: Sendable, Equatable {
    public enum Kind: String, Sendable {
      case product
      case model = "product_model"
    }

    public var kind: Kind
    /// Lower case; products have one.
    public var uuid: String?
    /// Product models have one.
    public var code: String?
    /// Every other value, by key such as `sku`.
    public var metadata: [String: [String]]
    /// When the PIM last changed it, as `2026-11-01 00:00:00`; nil is now and always.
    public var updated: String?

    public init(
      kind: Kind = .product, uuid: String? = nil, code: String? = nil, metadata: [String: [String]] = [:]
    ) {
      self.kind = kind
      self.uuid = uuid?.lowercased()
      self.code = code
      self.metadata = metadata
    }

    /// The UUID of a product, the code of a model.
    public var id: String { (kind == .product ? uuid : code) ?? uuid ?? code ?? "" }
  }

  public let products: [Product]
  private var byUUID: [String: Int] = [:]
  private var byCode: [String: Int] = [:]
  /// Key → value → product, or nil where several products have the value.
  private var byMetadata: [String: [String: Int?]] = [:]

  /// Products by UUID, and models by code, as the PIM's lists have them.
  let byUUIDInOrder, byCodeInOrder: [Product]
  /// All keys of metadata.
  let attributes: Set<String>

  public init(products: [Product]) {
    self.products = products
    byUUIDInOrder = products.filter { $0.kind == .product }.sorted { $0.id < $1.id }
    byCodeInOrder = products.filter { $0.kind == .model }.sorted { $0.id < $1.id }
    attributes = Set(products.flatMap(\.metadata.keys))
    for (index, product) in products.enumerated() {
      if product.kind == .product, let uuid = product.uuid { byUUID[uuid] = index }
      if product.kind == .model, let code = product.code { byCode[code] = index }
      for (key, values) in product.metadata {
        for value in Set(values) {
          let isTaken = byMetadata[key]?[value] != nil
          byMetadata[key, default: [:]].updateValue(isTaken ? nil : index, forKey: value)
        }
      }
    }
  }

  /// The product that an identification means: by type with UUID or code, else by its metadata.
  ///
  /// Of the metadata `sku` is asked first, then the other keys as they stand. A value that several products
  /// share names none of them.
  func product(for identification: Identification) -> Product? {
    if let index = linked(identification) { return products[index] }
    let ordered =
      identification.metadata.filter { $0.key == "sku" } + identification.metadata.filter { $0.key != "sku" }
    for (key, value) in ordered {
      if case .some(.some(let index)) = byMetadata[key]?[value] { return products[index] }
    }
    return nil
  }

  private func linked(_ identification: Identification) -> Int? {
    switch identification.type {
    case Product.Kind.product.rawValue: identification.uuid.flatMap { byUUID[$0] }
    case Product.Kind.model.rawValue: identification.modelCode.flatMap { byCode[$0] }
    default: nil
    }
  }
}

extension EmulatorCatalog.Product {
  /// What a PIM without a catalogue holds: whatever is asked for.
  init(assumedFor identification: Identification) {
    let isModel = identification.type == Kind.model.rawValue
    let metadata = Dictionary(
      identification.metadata.map { ($0.key, [$0.value]) }, uniquingKeysWith: { first, _ in first })
    let first = identification.metadata.first { $0.key == "sku" } ?? identification.metadata.first
    self.init(
      kind: isModel ? .model : .product,
      uuid: identification.uuid ?? (isModel ? nil : first.map { "\($0.key)=\($0.value)" }),
      code: identification.modelCode ?? (isModel ? first.map { "\($0.key)=\($0.value)" } : nil),
      metadata: metadata)
  }
}
