import Records

extension PlanBuilder {
  /// How a value's date is read; the default for a bare selector.
  func dateProgram(_ value: DocumentValue) -> DateProgram? {
    guard case .long(let map) = value else {
      return dateProgram(formats: [], timeZone: nil, pivot: nil, path: "", mark: value.mark)
    }
    return dateProgram(map)
  }

  /// The same for a condition or a value with the keys `format`, `time_zone` and `pivot`.
  func dateProgram(_ map: DocumentMap) -> DateProgram? {
    dateProgram(
      formats: map.texts("format"), timeZone: map.text("time_zone"), pivot: map.integer("pivot"),
      path: map.join("format"), mark: map.mark)
  }

  private func dateProgram(
    formats: [Located<String>], timeZone: Located<String>?, pivot: Int?, path: String, mark: MappingMark
  ) -> DateProgram? {
    let names = formats.isEmpty ? ["iso8601"] : formats.map(\.value)
    if let (first, second) = DateConversion.ambiguity(of: names) {
      let place = formats.first { $0.value == second }?.mark ?? mark
      problems.append(MappingProblem.ambiguousDates(first, second, at: place, path: path, file: file))
      return nil
    }
    do throws(ConversionFault) {
      return DateProgram(
        try DateConversion(formats: names, timeZone: timeZone?.value, pivot: pivot ?? 70))
    } catch {
      if error.index < 0 {
        problems.append(
          MappingProblem.timeZone(error, at: timeZone?.mark ?? mark, path: path, file: file))
      } else {
        let place = formats.indices.contains(error.index) ? formats[error.index].mark : mark
        problems.append(MappingProblem.dateFormat(error, at: place, path: path, file: file))
      }
      return nil
    }
  }
}
