import Records

/// Where the steps of the product end, and which of them identify it.
struct FieldCounts {
  var productSteps = 0
  var identifiers = 0..<0
}

extension PlanBuilder {
  /// Names of `review` fields that `extra` must not use.
  private static let reviewNames = [
    "external_id", "score", "title", "text", "review_date", "up_votes", "down_votes",
  ]

  /// All output fields and their steps, in the order in which they are run and written.
  func buildFields(_ document: MappingDocument) -> FieldCounts {
    var counts = FieldCounts()
    if let product = document.product {
      addType(product)
      addOrigin(document, product)
      let start = draft.steps.count
      addField(product, "uuid", OutputField(.product, "product_uuid"), .uuid)
      addField(product, "model_code", OutputField(.product, "product_model_code"), .text)
      for (key, value) in product.entries("metadata") {
        add(value, OutputField(.metadata, key.value), .text, path: "product.metadata.\(key.value)")
      }
      counts.identifiers = start..<draft.steps.count
    }
    counts.productSteps = draft.steps.count
    if let review = document.review { addReview(review) }
    return counts
  }

  private func addType(_ product: DocumentMap) {
    let field = OutputField(.product, "product_type")
    switch product.value("type") {
    case .long(let map)?: add(.long(map), field, .productType, path: "product.type")
    case .short(let type)?: addConstant(type, field, path: "product.type")
    case nil: addConstant(Located(value: "product", mark: product.mark), field, path: "product.type")
    }
  }

  private func addOrigin(_ document: MappingDocument, _ product: DocumentMap) {
    let field = OutputField(.product, "origin")
    if let origin = product.value("origin") {
      add(origin, field, .text, path: "product.origin", emptyFault: .origin)
    } else if let origin = document.origin {
      if origin.value.allSatisfy(\.isWhitespace) {
        problems.append(
          MappingProblem.range("'origin' is empty", at: origin.mark, path: "origin", file: file))
      }
      addConstant(origin, field, path: "origin")
    } else if !document.root.has("origin") {
      problems.append(MappingProblem.noOrigin(at: document.root.mark, file: file))
    }
  }

  private func addReview(_ review: DocumentMap) {
    addField(review, "external_id", OutputField(.review, "external_id"), .text, emptyFault: .externalID)
    addField(review, "score", OutputField(.review, "score", .integer), .score, emptyFault: .score)
    addField(review, "title", OutputField(.review, "title"), .text, isPrivate: true)
    addField(review, "text", OutputField(.review, "text"), .text, isPrivate: true)
    addField(review, "review_date", OutputField(.review, "review_date", .dateTime), .dateTime)
    addField(review, "up_votes", OutputField(.review, "up_votes", .integer), .count)
    addField(review, "down_votes", OutputField(.review, "down_votes", .integer), .count)
    for (key, value) in review.entries("extra") { addExtra(key, value) }
  }

  private func addExtra(_ key: Located<String>, _ value: DocumentValue) {
    guard !Self.reviewNames.contains(key.value) else {
      problems.append(MappingProblem.reservedField(key, file: file))
      return
    }
    var type = FieldType.string
    if case .long(let map) = value {
      type = map.text("type").flatMap { FieldType(rawValue: $0.value) } ?? .string
      for name in MappingLanguage.dateKeys.map(\.name) where type != .dateTime {
        guard let node = map.node[name] else { continue }
        problems.append(MappingProblem.dateKeysNeedType(name, at: node.mark, path: map.path, file: file))
      }
    }
    add(
      value, OutputField(.review, key.value, type), Self.kind(of: type), path: "review.extra.\(key.value)",
      isPrivate: true)
  }

  private static func kind(of type: FieldType) -> FieldStep.Kind {
    switch type {
    case .string: .text
    case .integer: .integer
    case .number: .number
    case .boolean: .boolean
    case .dateTime: .dateTime
    case .list: .list
    }
  }

  // MARK: One field

  private func addField(
    _ map: DocumentMap, _ key: String, _ field: OutputField, _ kind: FieldStep.Kind,
    isPrivate: Bool = false, emptyFault: EmptyFault = .none
  ) {
    guard let value = map.value(key) else { return }
    add(value, field, kind, path: map.join(key), isPrivate: isPrivate, emptyFault: emptyFault)
  }

  private func add(
    _ value: DocumentValue, _ field: OutputField, _ kind: FieldStep.Kind, path: String,
    isPrivate: Bool = false, emptyFault: EmptyFault = .none
  ) {
    let date = kind == .dateTime ? dateProgram(value) : nil
    let score = kind == .score ? scoreProgram(value) : nil
    guard let (program, slots) = program(value, path: path, isPrivate: isPrivate) else { return }
    let range = draft.store(slots)
    let isRequired = program.operations.flags.contains(.required)
    let isFrom = if case .from = program.origin { true } else { false }
    let isMean = program.operations.flags.contains(.mean)
    fields.append(field)
    draft.steps.append(
      FieldStep(
        kind: kind, isPlain: isFrom && !isMean && program.operations.isTrimOnly && kind != .list,
        emptyFault: emptyFault == .none && isRequired ? .required : emptyFault,
        firstSlot: range.lowerBound, slotCount: range.count, program: draft.own(program),
        date: date.map { draft.own($0) }, score: score.map { draft.own($0) }))
  }

  private func addConstant(_ text: Located<String>, _ field: OutputField, path: String) {
    let program = ValueProgram(
      path: path, mark: text.mark, sources: [], origin: .constant(ConstantBytes(text.value)),
      operations: ValueOperations())
    fields.append(field)
    draft.steps.append(
      FieldStep(
        kind: .constant, isPlain: false, emptyFault: .none, firstSlot: 0, slotCount: 0,
        program: draft.own(program)))
  }
}
