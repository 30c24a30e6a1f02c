import Records

/// The reviews that are in memory, by product.
struct GroupMemory: ~Copyable {
  /// What `drain` gave out.
  struct Counts {
    var products = 0
    var reviews = 0
    var duplicates = 0
  }

  /// Apart from the reviews: each review visits its product, so those should lie close together.
  private var products: Arena
  private var reviews: Arena
  private var table = ProductTable()
  /// The product of the review before: files often have the reviews of a product together.
  private var lastProduct: Node?
  private var largestGroup = 0

  init(chunkBytes: Int) {
    products = Arena(chunkBytes: chunkBytes)
    reviews = Arena(chunkBytes: chunkBytes)
  }

  var isEmpty: Bool { table.count == 0 }

  /// All memory held, with what sorting will take: an item for each product and for each review of the
  /// largest group, and half as much again for the sort's own merging.
  @inline(__always) var neededBytes: Int {
    let sorting = (table.count &+ largestGroup) &* Self.sortBytes
    return products.heldBytes &+ reviews.heldBytes &+ table.heldBytes &+ sorting
  }

  private static let sortBytes = MemoryLayout<SortItem>.stride * 3 / 2

  /// An upper bound of the memory needed once such a review is added.
  @inline(__always)
  func neededBytes(addingKey key: Int, id: Int, body: Int) -> Int {
    let product = products.growth(for: Node.headerBytes &+ key) &+ table.growth
    let review = reviews.growth(for: Node.headerBytes &+ id &+ body)
    return neededBytes &+ product &+ review &+ 2 &* Self.sortBytes
  }

  /// Gives memory back that is held for later; of use where one kind of memory has grown and another not.
  mutating func trim() {
    products.freeSpareChunks()
    reviews.freeSpareChunks()
  }

  /// Copies a review in; false where the system has no memory left.
  @inline(__always)
  mutating func add(
    key: UnsafeBufferPointer<UInt8>, id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard let product = product(key) else { return false }
    guard let address = reviews.allocate(Node.headerBytes &+ id.count &+ body.count) else { return false }
    let review = Node(address: address)
    review.link = product.link
    review.nameLength = id.count
    review.size = body.count
    Self.copy(id, to: review.text)
    Self.copy(body, to: review.text + id.count)
    product.link = address
    product.size &+= 1
    largestGroup = max(largestGroup, product.size)
    return true
  }

  /// Forgets all reviews and keeps the memory for the next ones.
  mutating func removeAll() {
    products.removeAll()
    reviews.removeAll()
    table.removeAll()
    lastProduct = nil
    largestGroup = 0
  }

  @inline(__always)
  private mutating func product(_ key: UnsafeBufferPointer<UInt8>) -> Node? {
    if let lastProduct, KeyHash.isEqual(lastProduct.name, key) { return lastProduct }
    let hash = KeyHash.hash(key)
    let product = table.find(key, hash: hash) ?? newProduct(key, hash: hash)
    lastProduct = product
    return product
  }

  @inline(never)
  private mutating func newProduct(_ key: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Node? {
    guard let address = products.allocate(Node.headerBytes + key.count) else { return nil }
    let product = Node(address: address)
    product.link = nil
    product.nameLength = key.count
    product.size = 0
    Self.copy(key, to: product.text)
    table.insert(product, hash: hash)
    return product
  }

  @inline(__always)
  private static func copy(_ bytes: UnsafeBufferPointer<UInt8>, to text: UnsafeMutablePointer<UInt8>) {
    if let start = bytes.baseAddress { text.update(from: start, count: bytes.count) }
  }
}

extension GroupMemory {
  /// Gives all reviews in order, of equal ids the newest one only, and keeps them.
  func drain(into sink: some GroupSink) throws(Problem) -> Counts {
    var counts = Counts(products: table.count)
    let products = sortedProducts()
    defer { products.deallocate() }
    let scratch = UnsafeMutableBufferPointer<SortItem>.allocate(capacity: largestGroup)
    defer { scratch.deallocate() }
    for product in products {
      try sink.product(product.node.name)
      let given = try Self.drain(product.node, into: sink, scratch)
      counts.reviews += given
      counts.duplicates += product.node.size - given
    }
    return counts
  }

  private func sortedProducts() -> UnsafeMutableBufferPointer<SortItem> {
    let products = UnsafeMutableBufferPointer<SortItem>.allocate(capacity: table.count)
    var end = 0
    for place in table.places {
      guard let product = place.product else { continue }
      products.initializeElement(at: end, to: SortItem(prefix: 0, node: Node(address: product), age: 0))
      end += 1
    }
    SortOrder.sort(products)
    return products
  }

  /// Gives the reviews of a product; returns how many.
  private static func drain(
    _ product: Node, into sink: some GroupSink, _ scratch: UnsafeMutableBufferPointer<SortItem>
  ) throws(Problem) -> Int {
    var age: UInt32 = 0
    var next = product.link
    while let address = next {
      let review = Node(address: address)
      scratch.initializeElement(at: Int(age), to: SortItem(prefix: 0, node: review, age: age))
      next = review.link
      age &+= 1
    }
    let reviews = UnsafeMutableBufferPointer(rebasing: scratch[..<Int(age)])
    SortOrder.sort(reviews)
    var given = 0
    for index in reviews.indices where index == 0 || !isSameName(reviews[index], reviews[index - 1]) {
      try sink.review(id: reviews[index].node.name, body: reviews[index].node.body)
      given &+= 1
    }
    return given
  }

  @inline(__always)
  private static func isSameName(_ first: SortItem, _ second: SortItem) -> Bool {
    first.prefix == second.prefix && KeyHash.isEqual(first.node.name, second.node.name)
  }
}
