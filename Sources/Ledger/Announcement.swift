import GRDB
import Records
import Synchronization

extension Ledger {
  /// Notes, before they are sent, that reviews are about to become something else at the API.
  ///
  /// A request may be carried out though its answer is lost, with the process or on the way. If the export then
  /// went back to what was accepted last, the ledger would call that unchanged while the API has the other. So
  /// changed and moved reviews count as changed from here until they are accepted. New ones need no note, and
  /// nothing is written where there is nothing to note. It is on the disk when this returns: were it lost in a power
  /// cut together with the acceptance, the older content would seem to be the API's.
  ///
  /// - Parameter verdicts: What `decide` said of `keys`, all of which may be sent from now on.
  public func announce(_ keys: ReviewKeys, _ verdicts: [Verdict]) throws(Problem) {
    guard verdicts.contains(where: { $0 == .changed || $0 == .moved }) else { return }
    // An acceptance noted before must not come behind: it would make the older content known.
    try journal?.drain()
    let number = run.withLock { $0.number }
    try writeThrough { database in
      var announcement = try Announcement(database, run: number) { place in
        self.run.withLock { $0.seenShared.contains(place) }
      }
      try announcement.write(keys, verdicts)
    }
  }
}

/// Makes accepted contents unknown, inside a transaction.
private struct Announcement {
  private let run: Int64
  private let isSeen: (Place) -> Bool
  private var products: ProductWalk
  private let blocks: ReviewBlocks
  private let elsewhere: Elsewhere
  private var origin: OriginMemory

  init(_ database: Database, run: Int64, isSeen: @escaping (Place) -> Bool) throws {
    self.run = run
    self.isSeen = isSeen
    products = try ProductWalk(database)
    blocks = try ReviewBlocks(database)
    elsewhere = try Elsewhere(database)
    origin = try OriginMemory(database)
  }

  mutating func write(_ keys: ReviewKeys, _ verdicts: [Verdict]) throws {
    defer { products.end() }
    for index in keys.products.indices {
      let product = keys.products[index]
      for review in keys.reviews(of: index) {
        let id = keys.view(keys.reviews[review].id)
        switch verdicts[review] {
        case .unchanged, .new, .superseded, .parked, .rejected: continue
        case .changed:
          if let number = try products.number(of: keys.view(product.key)) { try blur(id, number) }
        case .moved: try leave(id, keys.view(product.origin))
        }
      }
    }
  }

  /// The products that the review may be leaving: those that this run has not met it at.
  private mutating func leave(
    _ id: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>
  ) throws {
    guard let number = try origin.number(of: name) else { return }
    let hash = IdentifierHash.of(origin: number, id: id)
    try elsewhere.forEach(hash, id, but: nil) { product, acceptedIn in
      let isMet = acceptedIn == run || isSeen(Place(idHash: hash, product: product))
      if !isMet { try blur(id, product) }
    }
  }

  private func blur(_ id: UnsafeBufferPointer<UInt8>, _ product: Int64) throws {
    _ = try blocks.edit(id, product: product) { review in
      review.content = UnsafeBufferPointer(start: nil, count: 0)
      return true
    }
  }
}
