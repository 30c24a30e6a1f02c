/// Finds the first byte that is not UTF-8.
enum UTF8Fault {
  /// Its offset, or `length` where all is well.
  static func offset(in text: UnsafePointer<UInt8>, _ length: Int) -> Int {
    var decoder = UTF8.ForwardParser()
    var bytes = UnsafeBufferPointer(start: text, count: length).makeIterator()
    var offset = 0
    while true {
      switch decoder.parseScalar(from: &bytes) {
      case .valid(let scalar): offset += scalar.count
      case .emptyInput, .error: return offset
      }
    }
  }
}
