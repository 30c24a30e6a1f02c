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
  /// For each key of the input the catalog's own, once it is shown.
  private var keys: [CatalogKey?]
  /// The key that names a product without a UUID, as `CatalogKeys.main` has it.
  private let main: Int
  /// Values of the current row: which key, and where in the batch of records.
  private var values: [(key: Int, bytes: UnsafeBufferPointer<UInt8>)] = []

  /// Is told of the rows, batch by batch.
  var progress: ProgressCounters?
  private(set) var read = 0
  private(set) var rejected = 0
  private(set) var isBroken = false

  init(_ input: CatalogInput, _ reading: CatalogReading, report: @escaping (Problem) -> Void) {
    self.input = input
    self.reading = reading
    self.report = report
    records = RecordBatch(slotCount: input.slotCount)
    keys = input.keys.map { wanted in reading.keys.first { $0.name == wanted.key.name } }
    main = input.keys.firstIndex { $0.key.name == "sku" } ?? 0
  }

  mutating func readAll() throws(Problem) {
    var isOpen = true
    while isOpen {
      records.removeAll()
      isOpen = input.reader.read(into: records)
      read += records.recordCount
      let rejectedBefore = rejected
      for unreadable in records.unreadable { reject(ImportProblem.ofReader(unreadable.problem)) }
      for row in 0..<records.rowCount { try add(row) }
      progress?.collected(records: records.recordCount, rejected: rejected - rejectedBefore)
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

  private mutating func add(_ row: Int) throws(Problem) {
    try gather(row)
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
      guard let key = keys[value.key] else { continue }
      _ = batch.identifier(key, value.bytes)
      warn(key, value.bytes, row)
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
  private mutating func gather(_ row: Int) throws(Problem) {
    values.removeAll(keepingCapacity: true)
    for (index, wanted) in input.keys.enumerated() {
      let before = values.count
      try gather(row, index, wanted.places)
      if values.count == before { try gather(row, index, wanted.standIns) }
    }
  }

  private mutating func gather(_ row: Int, _ key: Int, _ places: [Int]) throws(Problem) {
    for place in places {
      let slot = records.slot(row: row, column: place)
      if slot.kind == .missing { continue }
      let own = try shown(key)
      if slot.kind == .list {
        for element in records.elements[slot.start..<slot.start + slot.length] { add(element, key, own) }
      } else {
        add(slot, key, own)
      }
    }
  }

  /// The catalog's own key, which the input shows from now on.
  private mutating func shown(_ key: Int) throws(Problem) -> CatalogKey {
    if let own = keys[key] { return own }
    let own = try reading.show(input.keys[key].key.request)
    keys[key] = own
    return own
  }

  private mutating func add(_ slot: Slot, _ key: Int, _ own: CatalogKey) {
    guard slot.isScalarWithBytes else { return }
    let bytes = CatalogNormalisation.trimmed(records.view(slot))
    guard !bytes.isEmpty else { return }
    values.append((key, own.normalisation.isEmpty ? records.view(slot) : bytes))
  }

  private mutating func checkLengths(_ row: Int) -> Bool {
    guard let long = values.first(where: { $0.bytes.count > CatalogBatch.maxIdentifierBytes }) else {
      return true
    }
    reject(ImportProblem.tooLong(input.keys[long.key].key.name, long.bytes.count, position(row)))
    return false
  }

  private func warn(_ key: CatalogKey, _ bytes: UnsafeBufferPointer<UInt8>, _ row: Int) {
    guard key.normalisation.contains(.gtin), let fault = GTIN.fault(bytes) else { return }
    let value = String(decoding: bytes, as: UTF8.self)
    report(ImportProblem.gtin(key.name, value, fault, position(row)))
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
