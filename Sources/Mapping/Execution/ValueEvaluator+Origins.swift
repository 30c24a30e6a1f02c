import Records

extension ValueEvaluator {
  /// The text that a value starts from: one text, also where the source has a list.
  func origin(_ program: ValueProgram, _ slots: UnsafeBufferPointer<Int>, _ row: RowView) -> Outcome {
    if program.operations.choosesFromList {
      switch gather(program, slots, row) {
      case .fault(let fault): return .fault(fault)
      case .empty, .text: return chosen(program)
      }
    }
    return single(program, slots, row)
  }

  private func single(_ program: ValueProgram, _ slots: UnsafeBufferPointer<Int>, _ row: RowView) -> Outcome {
    switch program.origin {
    case .from:
      switch row.first(of: slots) {
      case .text(let text): return .text(text)
      case .empty: return .empty
      case .object: return .fault(.object)
      }
    case .constant(let bytes): return .text(bytes.view)
    case .template(let parts):
      return template(parts, slots, row, trims: program.operations.flags.contains(.trim))
    case .concat(let separator, let labels): return concat(separator, labels, slots, row)
    case .hash(let hash): return digest(hash, slots, row)
    case .difference: return difference(slots, row)
    }
  }

  // MARK: Lists

  /// Fills `parts` with the values of a list, split where the plan says so; `.empty` if there are none.
  ///
  /// Of several slots the first that has a value counts; all of them where a mean is taken.
  func gather(_ program: ValueProgram, _ slots: UnsafeBufferPointer<Int>, _ row: RowView) -> Outcome {
    parts.removeAll(keepingCapacity: true)
    guard case .from = program.origin else {
      switch single(program, slots, row) {
      case .text(let text):
        parts.removeAll(keepingCapacity: true)  // `concat` and `hash` gather their fields there too
        append(text, program.operations.split)
      case let other: return other
      }
      return parts.isEmpty ? .empty : .text(UnsafeBufferPointer(start: nil, count: 0))
    }
    let takesAll = program.operations.flags.contains(.mean)
    for index in slots where row.isPresent(row.slots[index]) {
      guard append(row.slots[index], program.operations.split, row) else { return .fault(.object) }
      if !takesAll { break }
    }
    return parts.isEmpty ? .empty : .text(UnsafeBufferPointer(start: nil, count: 0))
  }

  private func append(_ slot: Slot, _ separator: ConstantBytes?, _ row: RowView) -> Bool {
    switch slot.kind {
    case .missing, .null: return true
    case .object: return false
    case .string, .number, .boolean:
      append(row.view(slot), separator)
      return true
    case .list:
      for index in slot.start..<slot.start + slot.length {
        guard append(row.elements[index], separator, row) else { return false }
      }
      return true
    }
  }

  private func append(_ text: View, _ separator: ConstantBytes?) {
    guard let separator = separator?.view, separator.count > 0 else {
      parts.append(text)
      return
    }
    SplitText.forEachPart(of: text, separator) { parts.append($0) }
  }

  private func chosen(_ program: ValueProgram) -> Outcome {
    if let separator = program.operations.join?.view { return join(separator) }
    switch program.operations.pick {
    case .first: return parts.first { TextConversion.trim($0).count > 0 }.map { .text($0) } ?? .empty
    case .last: return parts.last { TextConversion.trim($0).count > 0 }.map { .text($0) } ?? .empty
    case .position(let position): return position <= parts.count ? .text(parts[position - 1]) : .empty
    }
  }

  private func join(_ separator: View) -> Outcome {
    joined.removeAll()
    var isFirst = true
    for part in parts {
      let part = TextConversion.trim(part)
      if part.count == 0 { continue }
      if !isFirst { joined.append(separator) }
      joined.append(part)
      isFirst = false
    }
    return isFirst ? .empty : .text(joined.all)
  }

  // MARK: Texts made of several slots

  private func template(
    _ parts: [TemplatePart], _ slots: UnsafeBufferPointer<Int>, _ row: RowView, trims: Bool
  ) -> Outcome {
    made.removeAll()
    var hasValue = false
    for part in parts {
      switch part {
      case .literal(let bytes): made.append(bytes.view)
      case .slot(let index):
        switch row.first(of: UnsafeBufferPointer(rebasing: slots[index...index])) {
        case .text(let text):
          made.append(trims ? TextConversion.trim(text) : text)
          hasValue = true
        case .empty: break
        case .object: return .fault(.object)
        }
      }
    }
    return hasValue ? .text(made.all) : .empty
  }

  private func concat(
    _ separator: ConstantBytes, _ labels: [ConstantBytes], _ slots: UnsafeBufferPointer<Int>, _ row: RowView
  ) -> Outcome {
    made.removeAll()
    for (position, index) in slots.enumerated() {
      parts.removeAll(keepingCapacity: true)
      guard append(row.slots[index], nil, row) else { return .fault(.object) }
      var needsLabel = position < labels.count
      for part in parts {
        let part = TextConversion.trim(part)
        if part.count == 0 { continue }
        if made.count > 0 { made.append(separator.view) }
        if needsLabel { made.append(labels[position].view) }
        needsLabel = false
        made.append(part)
      }
    }
    return made.count > 0 ? .text(made.all) : .empty
  }

  /// A list counts as its values with a unit separator between them.
  private func digest(_ hash: FieldHash, _ slots: UnsafeBufferPointer<Int>, _ row: RowView) -> Outcome {
    canonical.removeAll()
    var hasValue = false
    for (position, index) in slots.enumerated() {
      parts.removeAll(keepingCapacity: true)
      guard append(row.slots[index], nil, row) else { return .fault(.object) }
      let value = Self.unitSeparator.withUnsafeBufferPointer { join($0) }
      if case .text(let text) = value {
        hasValue = true
        hash.appendField(position, text, to: canonical)
      } else {
        hash.appendField(position, View(start: nil, count: 0), to: canonical)
      }
    }
    guard hasValue else { return .empty }
    made.removeAll()
    SHA256Hex.append(hashOf: canonical.all, to: made)
    return .text(made.all)
  }

  private static let unitSeparator: [UInt8] = [0x1F]

  private func difference(_ slots: UnsafeBufferPointer<Int>, _ row: RowView) -> Outcome {
    var terms = (0, 0)
    for position in 0..<2 {
      switch row.first(of: UnsafeBufferPointer(rebasing: slots[position...position])) {
      case .empty: return .empty
      case .object: return .fault(.object)
      case .text(let text):
        guard let number = NumberText.integer(TextConversion.trim(text)) else {
          return fault(.notAnInteger, text)
        }
        if position == 0 { terms.0 = number } else { terms.1 = number }
      }
    }
    made.removeAll()
    NumberText.append(max(0, terms.0 - terms.1), to: made)
    return .text(made.all)
  }
}
