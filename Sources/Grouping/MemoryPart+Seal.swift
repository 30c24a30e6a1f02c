/// Putting a full part in order.
extension MemoryPart {
  /// Sorts the products by their keys and lays each one's items together, oldest first.
  ///
  /// A counting sort: each item is moved once. The ids of a product are sorted when it is read.
  func seal() {
    sortProducts()
    starts = RawArray(capacity: products.count + 1)
    let next = UnsafeMutablePointer<Int>.allocate(capacity: max(products.count, 1))
    defer { next.deallocate() }
    var start = 0
    for number in order.all {
      starts.appendReserved(start)
      next[Int(number)] = start
      start += Int(products.base[Int(number)].count)
    }
    starts.appendReserved(start)
    var ordered = RawArray<GroupItem>(capacity: items.count)
    for item in items.all {
      ordered.base[next[Int(item.product)]] = item
      next[Int(item.product)] &+= 1
    }
    ordered.setCount(items.count)
    items = ordered
  }

  private func sortProducts() {
    var beginning = SharedBeginning()
    for product in products.all { beginning.add(product.name) }
    var places = RawArray<SortItem>(capacity: products.count)
    for (number, product) in products.all.enumerated() {
      places.appendReserved(
        SortItem(prefix: NameOrder.prefix(product.name, from: beginning.count), index: number))
    }
    places.all.sort(names: { products.base[$0].name }, breaksTie: { $0 < $1 })
    order = RawArray(capacity: products.count)
    for place in places.all { order.appendReserved(UInt32(truncatingIfNeeded: place.index)) }
  }

  /// How many products have a key below this one.
  func rank(of key: [UInt8]) -> Int {
    key.withUnsafeBufferPointer { key in
      var (low, high) = (0, order.count)
      while low < high {
        let middle = (low + high) / 2
        if NameOrder.compare(self.key(middle), key) < 0 { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  /// A rank for every so many bytes of reviews, and the bytes from there to the next one.
  func sampledRanks(spacing: Int) -> [(rank: Int, bytes: Int)] {
    var samples: [(rank: Int, bytes: Int)] = [(0, 0)]
    for (rank, number) in order.all.enumerated() {
      if samples[samples.count - 1].bytes >= spacing { samples.append((rank, 0)) }
      samples[samples.count - 1].bytes += products.base[Int(number)].bytes
    }
    return samples
  }

  /// The key of the product of this rank.
  func key(_ rank: Int) -> UnsafeBufferPointer<UInt8> { products.base[Int(order.base[rank])].name }

  /// How many bytes the keys of a sealed part, which has some, and those of a sorted list all begin with.
  func sharedKeyBytes(with sorted: [[UInt8]]) -> Int {
    let first = key(0)
    let shared = NameOrder.commonCount(first, key(order.count - 1))
    return [sorted.first, sorted.last].reduce(shared) { shared, other in
      other?.withUnsafeBufferPointer { NameOrder.commonCount(first, $0, limit: shared) } ?? shared
    }
  }
}
