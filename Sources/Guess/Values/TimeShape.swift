/// The pattern of a time of day, with what stands behind it.
enum TimeShape {
  /// `words` begin with the hour; nil where they are no time.
  static func pattern(_ words: [String]) -> String? {
    var rest = words[...]
    guard let hour = rest.popFirst(), Int(hour) != nil, hour.count <= 2, rest.popFirst() == ":",
      let minute = rest.popFirst(), minute.count == 2
    else { return nil }
    var tail = ":mm"
    if rest.first == ":", let second = rest.dropFirst().first, second.count == 2 {
      rest = rest.dropFirst(2)
      tail += ":ss"
      if rest.first == "." || rest.first == ",", let fraction = rest.dropFirst().first, Int(fraction) != nil {
        tail += (rest.first ?? ".") + "S"
        rest = rest.dropFirst(2)
      }
    }
    var blank = ""
    while rest.first == " " {
      blank = " "
      rest = rest.dropFirst()
    }
    var isHalf = false
    if let word = rest.first, ["am", "pm"].contains(word.lowercased()) {
      isHalf = true
      tail += blank + "a"
      rest = rest.dropFirst()
      blank = rest.first == " " ? " " : ""
      if !blank.isEmpty { rest = rest.dropFirst() }
    }
    guard let zone = zone(rest) else { return nil }
    let hours = isHalf ? "h" : hour.count == 2 ? "HH" : "H"
    return hours + tail + (zone.isEmpty ? "" : blank + zone)
  }

  private static func zone(_ words: ArraySlice<String>) -> String? {
    guard let first = words.first else { return "" }
    if ["utc", "gmt", "z"].contains(first.lowercased()), words.count == 1 { return "z" }
    return first == "+" || first == "-" ? "Z" : nil
  }
}
