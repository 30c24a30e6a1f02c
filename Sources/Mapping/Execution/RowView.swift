import Records

/// One row of a record batch as raw memory; valid while the batch's arrays and bytes stay as they are.
///
/// Slot -1 is the part of a split where the plan has one.
struct RowView {
  let slots: UnsafePointer<Slot>
  let elements: UnsafePointer<Slot>
  let bytes: UnsafePointer<UInt8>

  /// What the first non-empty of some slots holds.
  enum Fetch {
    case empty
    /// Not trimmed.
    case text(UnsafeBufferPointer<UInt8>)
    /// A nested object, where a text is wanted.
    case object
  }

  @inline(__always)
  func view(_ slot: Slot) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: bytes + slot.start, count: slot.length)
  }

  /// Whether a slot has text that is more than white space.
  @inline(__always)
  func hasText(_ slot: Slot) -> Bool {
    slot.isScalarWithBytes && TextConversion.trim(view(slot)).count > 0
  }

  /// The first slot that is not empty; of a list, its first element that is not.
  @inline(__always)
  func first(of indices: UnsafeBufferPointer<Int>) -> Fetch {
    for index in indices {
      let slot = slots[index]
      if slot.isScalarWithBytes {
        if TextConversion.trim(view(slot)).count > 0 { return .text(view(slot)) }
      } else if slot.kind.rawValue >= SlotKind.list.rawValue {
        switch nested(slot) {
        case .empty: continue
        case let found: return found
        }
      }
    }
    return .empty
  }

  @inline(never)
  private func nested(_ slot: Slot) -> Fetch {
    guard slot.isList else { return .object }
    for index in slot.start..<slot.start + slot.length {
      let element = elements[index]
      if element.kind == .object { return .object }
      if hasText(element) { return .text(view(element)) }
    }
    return .empty
  }

  /// Whether a slot has a value at all: text, an object, or a list with one of them.
  func isPresent(_ slot: Slot) -> Bool {
    if slot.isScalarWithBytes { return TextConversion.trim(view(slot)).count > 0 }
    return switch slot.kind {
    case .missing, .null, .string, .number, .boolean: false
    case .object: true
    case .list:
      (slot.start..<slot.start + slot.length).contains { isPresent(elements[$0]) }
    }
  }
}
