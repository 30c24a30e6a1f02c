extension ByteBuffer {
  /// Appends a number, 0 or more, in decimal digits.
  public func append(decimal number: Int) {
    reserve(20)  // the digits of Int.max
    var rest = UInt64(number)
    var digits = 1
    var bound: UInt64 = 10
    while digits < 19 && rest >= bound {
      digits += 1
      bound &*= 10
    }
    var place = count + digits
    for _ in 0..<digits {
      place -= 1
      base[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += digits
  }
}
