import Delivery
import Ledger
import Records

/// The keys that a pull asks for.
struct PullKeys {
  /// Pages that are looked through for keys that the catalog has and the first page does not show.
  private static let maxPages = 10

  var keys: [ImportKey]
  /// Whether the catalog has keys that no page showed.
  var lacksKnown = false

  /// Those that were asked for, else for changes those of the pull before, else those that pages show.
  ///
  /// What was asked for is tried with a page too: a key that the PIM does not have must not come into the catalog.
  static func wanted(
    _ settings: PullSettings, _ last: CatalogPull?, _ known: [CatalogKey], _ client: PIMClient,
    _ report: (Problem) -> Void
  ) async -> Result<PullKeys, PullStopped> {
    if let keys = settings.keys {
      let query = PullResource.products.first(attributes: keys.map(\.column), since: nil)
      return await page(query, settings, client).map { _ in PullKeys(keys: keys) }
    }
    if let keys = last.flatMap({ PullPlan.keys($0.keys) }) { return .success(PullKeys(keys: keys)) }
    return await shown(settings, known, client).map { names in
      let keys = keys(names, known)
      let lacking = known.filter { key in !keys.contains { $0.name == key.name } }
      for key in lacking { report(PullProblem.keyNotShown(key.name, key.attribute)) }
      if keys.isEmpty { report(PullProblem.noKey()) }
      return PullKeys(keys: keys, lacksKnown: !lacking.isEmpty)
    }
  }

  /// A key is read again from the attribute that it was read from.
  static func keys(_ attributes: [String], _ known: [CatalogKey]) -> [ImportKey] {
    var keys: [ImportKey] = []
    for attribute in attributes {
      let names = known.filter { $0.attribute == attribute }.map(\.name)
      // Another attribute of that name is not what the catalog means by it.
      let isTaken = known.contains { $0.name == attribute && $0.attribute != attribute }
      for name in names.isEmpty && !isTaken ? [attribute] : names {
        keys.append(ImportKey(name: name, column: attribute))
      }
    }
    return keys
  }

  /// The attributes of the first page, and of further ones while a key of the catalog is missing.
  private static func shown(
    _ settings: PullSettings, _ known: [CatalogKey], _ client: PIMClient
  ) async -> Result<[String], PullStopped> {
    var query = PullResource.products.first(attributes: nil, since: nil)
    var found: [String] = []
    for _ in 0..<maxPages {
      let read: PullPage
      switch await page(query, settings, client) {
      case .success(let page): read = page
      case .failure(let stopped): return .failure(stopped)
      }
      found += read.identifiers(known: known.map(\.attribute)).filter { !found.contains($0) }
      let isEnough = !found.isEmpty && known.allSatisfy { found.contains($0.attribute) }
      guard !isEnough, case .link(let href) = read.next,
        let next = try? PullLink.query(href, of: .products, at: settings.pimURL)
      else { break }
      query = next
    }
    return .success(PullPage.inOrder(found))
  }

  private static func page(
    _ query: String, _ settings: PullSettings, _ client: PIMClient
  ) async -> Result<PullPage, PullStopped> {
    let resource = PullResource.products
    do throws(CallFailure) {
      guard let page = PullPage(try await client.get(resource.path, query: query).body) else {
        let problem = PullProblem.noPage(resource, settings.pimURL, .nothingRead)
        return .failure(PullStopped(reason: .unavailable(problem)))
      }
      return .success(page)
    } catch {
      let reason = PullOutcome.Stop.of(
        error, resource, settings.pimURL, .nothingRead, isFirst: settings.keys != nil)
      return .failure(PullStopped(reason: reason))
    }
  }
}
