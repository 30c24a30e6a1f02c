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
    _ method: ScoreConversion.Method, _ map: DocumentMap, scale: ScaleEnds? = nil
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
      guard case .short(let text) = value, let score = Int(text.value), (1...5).contains(score) else {
        continue
      }
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
    let min = end(scale, "min", default: "1", isOptional)
    let max = end(scale, "max", default: "5", isOptional)
    if min.slot == nil, max.slot == nil, let low = number(scale, "min", default: 1),
      let high = number(scale, "max", default: 5)
    {
      return scoreProgram(.linear(min: low, max: high), map)
    }
    // Both ends are given with each record, so those of the conversion do not count.
    let unused = ScoreConversion.Method.linear(min: ExactDecimal(1), max: ExactDecimal(5))
    return scoreProgram(unused, map, scale: ScaleEnds(min: min, max: max))
  }

  private func end(
    _ scale: DocumentMap, _ key: String, default number: String, _ isOptional: Bool
  ) -> ScaleEnd {
    guard let text = scale.text(key) else { return ScaleEnd(slot: nil, constant: ConstantBytes(number)) }
    guard ExactDecimal(text.value) == nil else {
      return ScaleEnd(slot: nil, constant: ConstantBytes(text.value))
    }
    let slots = slots(ofAll: [text], isOptional: isOptional, path: scale.join(key))
    return ScaleEnd(slot: slots.first, constant: ConstantBytes(number))
  }

  private func number(_ scale: DocumentMap, _ key: String, default number: Int) -> ExactDecimal? {
    guard let text = scale.text(key) else { return ExactDecimal(number) }
    return ExactDecimal(text.value)
  }
}
