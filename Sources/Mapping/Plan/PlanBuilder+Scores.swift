import Records

extension PlanBuilder {
  /// How a value becomes a score; a bare selector must give 1 to 5 itself.
  func scoreProgram(_ value: DocumentValue) -> ScoreProgram? {
    guard case .long(let map) = value else {
      return scoreProgram(.identity, DocumentMap(YAMLNode(content: .map([]), mark: value.mark), path: ""))
    }
    if let scale = map.map("scale") { return scaled(scale, in: map) }
    if map.has("table") { return scoreProgram(.table(words(map)), map) }
    if map.has("ranges") { return scoreProgram(.ranges(ranges(map)), map) }
    return scoreProgram(.identity, map)
  }

  private func scoreProgram(
    _ method: ScoreConversion.Method, _ map: DocumentMap, scale: ScaleSlots? = nil
  ) -> ScoreProgram? {
    let rounding = map.text("round").flatMap { Rounding(rawValue: $0.value) } ?? .halfUp
    do throws(ConversionFault) {
      let conversion = try ScoreConversion(
        method, rounding: rounding, clamps: map.flag("clamp") ?? false)
      return ScoreProgram(conversion, method, scale: scale)
    } catch {
      let ranges = map.maps("ranges")
      let place = ranges.indices.contains(error.index) ? ranges[error.index].mark : scoreMark(map)
      problems.append(MappingProblem.range(error.sentence, at: place, path: map.path, file: file))
      return nil
    }
  }

  /// The place of what says how scores are converted.
  private func scoreMark(_ map: DocumentMap) -> MappingMark {
    (map.node["scale"] ?? map.node["table"] ?? map.node["ranges"] ?? map.node).mark
  }

  private func words(_ map: DocumentMap) -> [String: Int] {
    var words: [String: Int] = [:]
    for (key, value) in map.entries("table") {
      guard case .short(let text) = value, let score = Int(text.value), (1...5).contains(score) else { continue }
      words[key.value] = score
    }
    return words
  }

  private func ranges(_ map: DocumentMap) -> [ScoreRange] {
    map.maps("ranges").compactMap { range in
      guard let upTo = range.text("up_to").flatMap({ ExactDecimal($0.value) }),
        let score = range.integer("score"), (1...5).contains(score)
      else { return nil }
      return ScoreRange(upTo: upTo, score: score)
    }
  }

  // MARK: Scales

  private func scaled(_ scale: DocumentMap, in map: DocumentMap) -> ScoreProgram? {
    let ends = scale.texts("from").map { ExactDecimal($0.value) }
    if scale.has("from") {
      guard ends.count == 2, let min = ends[0], let max = ends[1] else { return nil }
      return scoreProgram(.linear(min: min, max: max), map)
    }
    let isOptional = map.flag("optional_column") ?? false
    let min = end(scale, "min", default: ExactDecimal(1), isOptional)
    let max = end(scale, "max", default: ExactDecimal(5), isOptional)
    let slots = ScaleSlots(min: min.slot, max: max.slot)
    if slots.min == nil, slots.max == nil { return scoreProgram(.linear(min: min.number, max: max.number), map) }
    // An end that is read from the record must not fail the check of the other, constant, one.
    let low = slots.min == nil ? min.number : Swift.min(min.number, max.number)
    let isRising = low < max.number
    return scoreProgram(
      .linear(min: isRising ? low : ExactDecimal(1), max: isRising ? max.number : ExactDecimal(5)), map,
      scale: slots)
  }

  private func end(
    _ scale: DocumentMap, _ key: String, default number: ExactDecimal, _ isOptional: Bool
  ) -> (number: ExactDecimal, slot: Int?) {
    guard let text = scale.text(key) else { return (number, nil) }
    if let constant = ExactDecimal(text.value) { return (constant, nil) }
    let slots = slots(ofAll: [text], isOptional: isOptional, path: scale.join(key))
    return (number, slots.first)
  }
}
