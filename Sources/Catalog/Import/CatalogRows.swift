import Ledger
import Readers
import Records

/// Turns the rows of an export into items, batch by batch.
struct CatalogRows {
  private let input: CatalogInput
  private let reading: CatalogReading
  private let report: (Problem) -> Void
  private let records: RecordBatch
  private let batch = CatalogBatch()
  /// For each key the catalog's own, and where its values are in a row.
  private let keys: [(key: CatalogKey, places: [Int])]
  /// The key that names a product without a UUID, as `CatalogKeys.main` has it.
  private let main: Int
  /// Values of the current row: which key, and where in the batch of records.
  private var values: [(key: Int, bytes: UnsafeBufferPointer<UInt8>)] = []

  private(set) var read = 0
  private(set) var rejected = 0
  private(set) var isBroken = false

  init(_ input: CatalogInput, _ reading: CatalogReading, report: @escaping (Problem) -> Void) {
    self.input = input
    self.reading = reading
    self.report = report
    records = RecordBatch(slotCount: input.slotCount)
    keys = zip(reading.keys, input.keys).map { ($0, $1.places) }
    main = reading.keys.firstIndex { $0.name == "sku" } ?? 0
  }

  mutating func readAll() throws(Problem) {
    var isOpen = true
    while isOpen {
      records.removeAll()
      isOpen = input.reader.read(into: records)
      read += records.recordCount
      for unreadable in records.unreadable { reject(ImportProblem.ofReader(unreadable.problem)) }
      for row in 0..<records.rowCount { add(row) }
      for problem in records.fileProblems {
        report(ImportProblem.ofReader(problem))
        if problem.severity == .error { isBroken = true }
      }
      if batch.isFull { try write() }
    }
    try write()
  }

  private func write() throws(Problem) {
    try reading.write(batch) { name, line, before in
      report(ImportProblem.duplicate(name, before: before, SourcePosition(file: input.file, line: line)))
    }
  }

  private mutating func reject(_ problem: Problem) {
    rejected += 1
    report(problem)
  }

  private mutating func add(_ row: Int) {
    gather(row)
    let line = records.origins[row].line
    let uuid = text(row, CatalogColumns.uuid)
    if !uuid.isEmpty {
      guard let value = CatalogUUID(uuid) else {
        return reject(ImportProblem.wrongUUID(String(decoding: uuid, as: UTF8.self), position(row)))
      }
      guard checkLengths(row) else { return }
      batch.begin(uuid: value, line: line)
    } else if !begin(row, line) {
      return
    }
    for value in values {
      _ = batch.identifier(keys[value.key].key, value.bytes)
      warn(value.key, value.bytes, row)
    }
    batch.end()
  }

  /// Begins a model, or a product that has no UUID; false where nothing names one.
  private mutating func begin(_ row: Int, _ line: Int) -> Bool {
    let code = text(row, CatalogColumns.code)
    let identifier = values.first { $0.key == main }?.bytes
    let isModel = !code.isEmpty && (identifier == nil || !text(row, CatalogColumns.familyVariant).isEmpty)
    guard let name = isModel ? code : identifier else {
      reject(ImportProblem.nameless(input.keys.map(\.key.column), position(row)))
      return false
    }
    guard checkLengths(row) else { return false }
    batch.begin(isModel ? .productModel : .productIdentifier, name, line: line)
    return true
  }

  /// Collects the identifiers of a row, in the order of the keys.
  private mutating func gather(_ row: Int) {
    values.removeAll(keepingCapacity: true)
    for (index, key) in keys.enumerated() {
      for place in key.places {
        let slot = records.slot(row: row, column: place)
        if slot.kind == .list {
          for element in records.elements[slot.start..<slot.start + slot.length] { add(element, index) }
        } else {
          add(slot, index)
        }
      }
    }
  }

  private mutating func add(_ slot: Slot, _ key: Int) {
    guard slot.isScalarWithBytes else { return }
    let bytes = CatalogNormalisation.trimmed(records.view(slot))
    guard !bytes.isEmpty else { return }
    values.append((key, keys[key].key.normalisation.isEmpty ? records.view(slot) : bytes))
  }

  private mutating func checkLengths(_ row: Int) -> Bool {
    guard let long = values.first(where: { $0.bytes.count > CatalogBatch.maxIdentifierBytes }) else {
      return true
    }
    reject(ImportProblem.tooLong(keys[long.key].key.name, long.bytes.count, position(row)))
    return false
  }

  private func warn(_ key: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ row: Int) {
    guard keys[key].key.normalisation.contains(.gtin), let fault = GTIN.fault(bytes) else { return }
    let value = String(decoding: bytes, as: UTF8.self)
    report(ImportProblem.gtin(keys[key].key.name, value, fault, position(row)))
  }

  private func text(_ row: Int, _ column: Int) -> UnsafeBufferPointer<UInt8> {
    let slot = records.slot(row: row, column: column)
    guard slot.isScalarWithBytes else { return UnsafeBufferPointer(start: nil, count: 0) }
    return CatalogNormalisation.trimmed(records.view(slot))
  }

  private func position(_ row: Int) -> SourcePosition {
    let origin = records.origins[row]
    return SourcePosition(
      file: input.file, line: origin.line > 0 ? origin.line : nil, record: origin.record,
      byte: origin.byteOffset)
  }
}
