import Catalog
import Ledger
import Records

/// The table of `catalog status`.
enum CatalogText {
  static func status(_ status: CatalogStatus, now: Int64) -> String {
    facts(status, now).map { "\($0.padded(to: 14))\($1)\n" }.joined()
  }

  private static func facts(_ status: CatalogStatus, _ now: Int64) -> [(String, String)] {
    let log = status.logByteCount > 0 ? ", its log \(Numerals.bytes(status.logByteCount))" : ""
    let nameless = status.productsWithoutUUID
    var rows = [
      ("ledger", Quotation.escape(status.path)),
      ("size", Numerals.bytes(status.byteCount) + log),
      (
        "products",
        Numerals.grouped(status.products)
          + (nameless > 0 ? ", \(Numerals.grouped(nameless)) without a UUID" : "")
      ),
      ("models", Numerals.grouped(status.models)),
      ("stale", Numerals.grouped(status.stale) + (status.stale > 0 ? ", changed since they were read" : "")),
      ("deleted", Numerals.grouped(status.deleted)),
    ]
    rows += keys(status)
    rows.append(("read whole", whole(.products, "products", status, now)))
    rows.append(("", whole(.models, "models", status, now)))
    rows.append(("read last", status.last.map { reading($0, now) } ?? "never"))
    if let pull = status.lastPull { rows.append(("pulled", self.pull(pull, now))) }
    if let pull = status.openPull {
      rows.append(("not ended", "\(self.pull(pull, now)): 'catalog pull' goes on with it"))
    }
    return rows
  }

  private static func pull(_ pull: CatalogPull, _ now: Int64) -> String {
    let since = pull.since.map { "changes since \(Moment.text(milliseconds: $0))" } ?? "whole"
    let items = CatalogImportText.items(pull.outcome.products, pull.outcome.models)
    return "begun \(Moment.text(milliseconds: pull.began)), \(age(pull.began, now)), \(since), \(items)"
  }

  private static func keys(_ status: CatalogStatus) -> [(String, String)] {
    if status.keys.isEmpty { return [("keys", "none")] }
    return status.keys.enumerated().map { index, key in
      let values = Numerals.counted(key.values, "value")
      return (
        index == 0 ? "keys" : "", "\(Quotation.escape(key.name)) (\(key.normalisation.text)): \(values)"
      )
    }
  }

  private static func whole(_ part: CatalogPart, _ name: String, _ status: CatalogStatus, _ now: Int64)
    -> String
  {
    guard let reading = status.lastComplete[part] else { return "\(name): never" }
    return "\(name): \(time(reading, now)): \(Quotation.escape(reading.source))"
  }

  private static func reading(_ reading: CatalogStatus.Reading, _ now: Int64) -> String {
    let counts = CatalogImportText.items(reading.products, reading.models)
    let end = reading.ended == nil ? ", not ended" : ""
    return "\(time(reading, now)): "
      + "\(Quotation.escape(reading.source)), \(counts)\(end)"
  }

  private static func time(_ reading: CatalogStatus.Reading, _ now: Int64) -> String {
    "as of \(Moment.text(milliseconds: reading.shown)), \(age(reading.shown, now))"
  }

  /// `3 days ago`; whole units, since more is not needed.
  static func age(_ shown: Int64, _ now: Int64) -> String {
    let seconds = Int(now - shown / 1000)
    // Clocks differ by some seconds.
    if seconds < -60 { return "in the future" }
    let units = [(86_400, "day"), (3600, "hour"), (60, "minute")]
    guard let unit = units.first(where: { seconds >= $0.0 }) else { return "just now" }
    return Numerals.counted(seconds / unit.0, unit.1) + " ago"
  }
}

extension Moment {
  static func text(milliseconds: Int64) -> String { text(Int(milliseconds / 1000)) }
}

/// The machine form of `catalog status`, with the facts of the table.
enum CatalogStatusJSON {
  private struct Document: Encodable {
    var ledger: String
    var bytes: Int
    var log_bytes: Int
    var products: Int
    var products_without_uuid: Int
    var models: Int
    var stale: Int
    var deleted: Int
    var keys: [Key]
    var products_read_whole: Whole?
    var models_read_whole: Whole?
    var last_read: Reading?
    var last_pull: Pull?
    var open_pull: Pull?
  }

  private struct Pull: Encodable {
    var read: Int
    var pim: String
    var began: String
    var since: String?
    var keys: String
    var products: Int
    var models: Int
    var calls: Int
  }

  private struct Key: Encodable {
    var name: String
    var normalisation: String
    var values: Int
  }

  private static func pull(_ pull: CatalogPull) -> Pull {
    Pull(
      read: pull.number, pim: pull.pim, began: Moment.text(milliseconds: pull.began),
      since: pull.since.map(Moment.text(milliseconds:)), keys: pull.keys, products: pull.outcome.products,
      models: pull.outcome.models, calls: pull.calls)
  }

  /// Of several files the last.
  private struct Whole: Encodable {
    var read: Int
    var source: String
    var as_of: String
    var age_seconds: Int
  }

  private struct Reading: Encodable {
    var read: Int
    var source: String
    var as_of: String
    var age_seconds: Int
    var ended: Bool
    var products: Int
    var models: Int
    var rejected: Int
    var deleted: Int
  }

  static func text(_ status: CatalogStatus, now: Int64) -> String {
    let document = Document(
      ledger: status.path, bytes: status.byteCount, log_bytes: status.logByteCount, products: status.products,
      products_without_uuid: status.productsWithoutUUID, models: status.models, stale: status.stale,
      deleted: status.deleted,
      keys: status.keys.map { Key(name: $0.name, normalisation: $0.normalisation.text, values: $0.values) },
      products_read_whole: status.lastComplete[.products].map { whole($0, now) },
      models_read_whole: status.lastComplete[.models].map { whole($0, now) },
      last_read: status.last.map { reading($0, now) }, last_pull: status.lastPull.map(pull),
      open_pull: status.openPull.map(pull))
    return DocumentJSON.text(document)
  }

  private static func whole(_ reading: CatalogStatus.Reading, _ now: Int64) -> Whole {
    Whole(
      read: reading.number, source: reading.source, as_of: Moment.text(milliseconds: reading.shown),
      age_seconds: max(0, Int(now - reading.shown / 1000)))
  }

  private static func reading(_ reading: CatalogStatus.Reading, _ now: Int64) -> Reading {
    Reading(
      read: reading.number, source: reading.source, as_of: Moment.text(milliseconds: reading.shown),
      age_seconds: max(0, Int(now - reading.shown / 1000)), ended: reading.ended != nil,
      products: reading.products,
      models: reading.models, rejected: reading.rejected, deleted: reading.deleted)
  }
}
