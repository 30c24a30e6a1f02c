import Records

/// What became of one field of a row.
enum WrittenField {
  case slot(Slot)
  case fault(RecordFault)
}

extension MappingExecutor {
  typealias View = UnsafeBufferPointer<UInt8>

  /// Writes one field to the output bytes.
  @inline(__always)
  func write(_ step: FieldStep, _ row: RowView, _ task: RowTask) -> WrittenField {
    switch step.kind {
    case .score: return writeScore(step, row, task)
    case .list: return writeList(step, row, task.out)
    default: break
    }
    switch text(step, row) {
    case .text(let text):
      if step.kind == .text { return writeText(text, step, row, task.out.bytes) }
      if text.count == 0 { return empty(step) }
      return step.kind == .dateTime
        ? writeDate(text, step, row, task.out.bytes) : writeOther(text, step.kind, row, task.out.bytes)
    case .empty: return empty(step)
    case .fault(let fault): return .fault(fault)
    }
  }

  @inline(__always)
  private func text(_ step: FieldStep, _ row: RowView) -> ValueEvaluator.Outcome {
    let slots = slots(of: step)
    guard step.isPlain else {
      return step.program._withUnsafeGuaranteedRef { evaluator.evaluate($0, slots, row) }
    }
    if step.slotCount == 1, row.slots[slots[0]].isScalarWithBytes {
      let text = TextConversion.trim(row.view(row.slots[slots[0]]))
      return text.count > 0 ? .text(text) : .empty
    }
    switch row.first(of: slots) {
    case .text(let text): return .text(TextConversion.trim(text))
    case .empty: return .empty
    case .object: return .fault(.object)
    }
  }

  @inline(__always)
  func slots(of step: FieldStep) -> UnsafeBufferPointer<Int> {
    UnsafeBufferPointer(rebasing: program.slotIndices[step.firstSlot..<step.firstSlot + step.slotCount])
  }

  private func empty(_ step: FieldStep) -> WrittenField {
    switch step.emptyFault {
    case .none: .slot(.missing)
    case .required: .fault(.required)
    case .externalID: .fault(.externalIDMissing)
    case .score: .fault(.scoreMissing)
    case .origin: .fault(.originMissing)
    }
  }

  @inline(__always)
  private func writeText(_ text: View, _ step: FieldStep, _ row: RowView, _ out: ByteBuffer) -> WrittenField {
    if text.count == 0, step.emptyFault != .none { return empty(step) }
    guard Self.fits(text.count, out) else { return tooLong(text) }
    return .slot(keep(text, .string, row, out))
  }

  /// Refers to a text that stands among the records, and copies any other.
  @inline(__always)
  private func keep(_ text: View, _ kind: SlotKind, _ row: RowView, _ out: ByteBuffer) -> Slot {
    if let start = text.baseAddress {
      let offset = Int(bitPattern: start) &- Int(bitPattern: row.bytes)
      if UInt(bitPattern: offset) < UInt(bitPattern: sourceCount) {
        referredBytes &+= text.count
        return Slot(inSource: kind, offset: offset, length: text.count)
      }
    }
    let start = out.count
    out.append(text)
    return Slot(kind: kind, offset: start, length: text.count)
  }

  private func writeDate(_ text: View, _ step: FieldStep, _ row: RowView, _ out: ByteBuffer) -> WrittenField {
    guard let date = step.date else { return .fault(.dateUnreadable) }
    if date._withUnsafeGuaranteedRef({ $0.conversion.keeps(text) }) {
      return .slot(keep(text, .string, row, out))
    }
    switch date._withUnsafeGuaranteedRef({ $0.conversion.parse(text) }) {
    case .success(let instant):
      let start = out.count
      DateConversion.appendRFC3339(instant, to: out)
      return .slot(Slot(kind: .string, offset: start, length: out.count - start))
    case .failure(.unreadable): return fault(.dateUnreadable, text)
    case .failure(.noZone): return fault(.dateNoZone, text)
    }
  }

  @inline(never)
  private func writeOther(
    _ text: View, _ kind: FieldStep.Kind, _ row: RowView, _ out: ByteBuffer
  ) -> WrittenField {
    let start = out.count
    var slotKind = SlotKind.number
    switch kind {
    case .integer, .count:
      if NumberText.isCanonicalCount(text) { return .slot(keep(text, .number, row, out)) }
      guard let number = NumberText.integer(TextConversion.trim(text)) else {
        return fault(.notAnInteger, text)
      }
      if kind == .count, number < 0 { return fault(.negative, text) }
      NumberText.append(number, to: out)
    case .number:
      guard NumberText.appendNumber(TextConversion.trim(text), to: out) else {
        return fault(.notANumber, text)
      }
    case .boolean:
      guard let value = NumberText.boolean(TextConversion.trim(text)) else {
        return fault(.notABoolean, text)
      }
      out.append(value ? "true" as StaticString : "false")
      slotKind = .boolean
    case .uuid:
      guard UUIDText.normalised(TextConversion.trim(text), into: out) else { return fault(.uuid, text) }
      slotKind = .string
    default:
      guard Self.isProductType(text) else { return fault(.productType, text) }
      out.append(text)
      slotKind = .string
    }
    return .slot(Slot(kind: slotKind, offset: start, length: out.count - start))
  }

  private static func isProductType(_ text: View) -> Bool {
    text.elementsEqual("product".utf8) || text.elementsEqual("product_model".utf8)
  }

  // MARK: Lists

  private func writeList(_ step: FieldStep, _ row: RowView, _ out: ReviewBatch) -> WrittenField {
    step.program._withUnsafeGuaranteedRef { program in
      let start = out.elements.count
      if program.operations.join != nil || program.operations.pick != .first {
        switch evaluator.evaluate(program, slots(of: step), row) {
        case .text(let text): return appendElement(text, out) ?? list(from: start, step, out)
        case .empty: return empty(step)
        case .fault(let fault): return .fault(fault)
        }
      }
      if case .fault(let fault) = evaluator.gather(program, slots(of: step), row) { return .fault(fault) }
      for part in evaluator.parts where TextConversion.trim(part).count > 0 {
        switch evaluator.apply(program, to: part) {
        case .text(let text): if let fault = appendElement(text, out) { return fault }
        case .empty: continue
        case .fault(let fault): return .fault(fault)
        }
      }
      if out.elements.count == start, let text = program.operations.defaultText?.view {
        if let fault = appendElement(text, out) { return fault }
      }
      return list(from: start, step, out)
    }
  }

  private func list(from start: Int, _ step: FieldStep, _ out: ReviewBatch) -> WrittenField {
    let count = out.elements.count - start
    return count == 0 ? empty(step) : .slot(Slot(kind: .list, offset: start, length: count))
  }

  /// Appends an element; gives a fault where it has no room.
  private func appendElement(_ text: View, _ out: ReviewBatch) -> WrittenField? {
    if text.count == 0 { return nil }
    guard Self.fits(text.count, out.bytes) else { return tooLong(text) }
    out.elements.append(Slot(kind: .string, offset: out.bytes.count, length: text.count))
    out.bytes.append(text)
    return nil
  }

  // MARK: Faults

  /// Whether a slot can hold a text behind the bytes there are.
  @inline(__always)
  static func fits(_ length: Int, _ out: ByteBuffer) -> Bool {
    length <= Slot.maxLength && out.count + length <= Int(UInt32.max)
  }

  @inline(never)
  private func tooLong(_ text: View) -> WrittenField {
    evaluator.found = String(text.count)
    return .fault(.tooLong)
  }

  @inline(never)
  func fault(_ fault: RecordFault, _ text: View) -> WrittenField {
    _ = evaluator.fault(fault, text)
    return .fault(fault)
  }
}
