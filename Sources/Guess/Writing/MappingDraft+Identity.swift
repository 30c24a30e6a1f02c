import Records

/// What identifies a review and its product.
extension MappingDraft {
  mutating func writeProduct() {
    productLines.append("  metadata:")
    guard let assignment = roles.assignment(.product) else { return writeProductFromID() }
    let profile = roles.profiles[assignment.field]
    let values = Self.counted(profile.statistics.distinct, "different value")
    let words = reason(assignment, "\(values) in \(Self.counted(profile.statistics.rows, "record"))")
    var doubt: String?
    let name = FieldName.joined(profile.field.name)
    if profile.statistics.fillRate < 0.9, let next = roles.runnerUp(.product) {
      let both = [profile.field.selector, next.field.selector].map(YAMLScalar.text).joined(separator: ", ")
      doubt = "records without it are rejected; if the other field names the same products:  from: [\(both)]"
    } else if !name.contains("sku") {
      doubt = "is it what your PIM calls the product by? Otherwise use 'lookup' with a table of both"
    }
    productLines += take(assignment, words, doubt: doubt, indent: 4)
    var options: [(String, String)] = []
    if name.contains("id"), profile.statistics.sample.allSatisfy({ $0.hasPrefix("gid://") }) {
      options.append(("replace", "{ pattern: '^gid://[a-z]+/[A-Za-z]+/', with: \"\" }"))
    }
    // A list of Python or JSON in one cell.
    let lists = profile.statistics.sample.count { $0.hasPrefix("[") && $0.hasSuffix("]") }
    if lists * 2 > profile.statistics.sample.count {
      options = [("split", "\",\""), ("pick", "first"), ("replace", #"{ pattern: '[\[\]"'' ]', with: "" }"#)]
    }
    productLines.append("    sku: \(Self.value(profile.field.selector, options))")
    writeBarcode()
  }

  mutating func writeBarcode() {
    guard let assignment = roles.assignment(.barcode) else { return }
    let profile = roles.profiles[assignment.field]
    productLines += take(assignment, reason(assignment, "digits as of a GTIN"), indent: 4)
    let name = FieldName.joined(profile.field.name)
    let key = name.contains("gtin") ? "gtin" : name.contains("isbn") ? "isbn" : "ean"
    productLines.append(
      "    \(key): \(Self.value(profile.field.selector, [("matches", "'^[0-9]{8,14}$'"), ("on_mismatch", "omit")]))"
    )
  }

  /// `309_8`: the product and the number of its review in one.
  mutating func writeProductFromID() {
    if let assignment = roles.assignment(.id) ?? roles.assignment(.product),
      let prefix = CompositeID(roles.profiles[assignment.field].statistics)
    {
      let selector = roles.profiles[assignment.field].field.selector
      let text =
        "UNSURE: no field names the product, but ids such as '\(prefix.example)' begin with one of \(prefix.count) words."
      productLines += YAMLScalar.comment(text, indent: 4)
      productLines.append("    sku: \(Self.value(selector, [("extract", "'\(prefix.pattern)'")]))")
      fields.append(
        FieldGuess(
          field: "product", selector: selector, confidence: .low, reason: "the first part of the id",
          doubt: "no field names the product"))
      return
    }
    missing.append("product")
    productLines += YAMLScalar.comment(
      "MISSING: no field names the product. Name it here; for reviews of the shop itself:  sku: { const: shop }",
      indent: 4)
    productLines.append("    # sku: …")
  }

  /// A column that counts the rows is no id: it changes with the next export.
  mutating func takeRowNumber() -> FieldProfile? {
    guard let profile = roles.profile(.id), profile.statistics.isCounting else { return nil }
    let name = FieldName.joined(profile.field.name)
    let isUnnamed = profile.field.names.isEmpty && records.shape?.hasHeader == true
    guard
      isUnnamed || ["index", "row", "rownumber", "rowid", "unnamed0", "no", "nr", "number"].contains(name)
    else { return nil }
    roles.remove(.id)
    return profile
  }

  mutating func writeID(_ counter: FieldProfile?) {
    if let assignment = roles.assignment(.id) {
      let profile = roles.profiles[assignment.field]
      let repeated = profile.statistics.filled - profile.statistics.distinct
      let words =
        repeated == 0
        ? "different in each record" : "\(repeated) of \(profile.statistics.filled) values are repeated"
      let doubt = repeated > 0 ? "of reviews with one id and product the last one counts" : nil
      reviewLines += take(assignment, reason(assignment, words), doubt: doubt)
      reviewLines.append("  external_id: \(Self.value(profile.field.selector))")
      return
    }
    let counted = counter.map {
      " '\($0.field.selector)' only counts the rows, and changes when one is taken out; "
        + "if yours is an id that stays:  external_id: \(Self.value($0.field.selector))"
    }
    let hash = HashFields(roles)
    guard hash.main.count >= 2 else {
      missing.append("external_id")
      reviewLines += YAMLScalar.comment("MISSING: no field identifies the review.\(counted ?? "")", indent: 2)
      reviewLines.append("  # external_id: …")
      return
    }
    hashed = hash.selectors
    // A score or date that is replaced would not be one any more.
    let known = Set(roles.assignments.map(\.field))
    standIns = hash.extras.filter { !known.contains($0) }.map { roles.profiles[$0].field.selector }
    writeHash(hash, counted)
  }

  mutating func writeHash(_ hash: HashFields, _ counted: String?) {
    let repeated =
      hash.repeated == 0
      ? ""
      : " \(Self.counted(hash.repeated, "record")) of the sample cannot be told from another, and would be sent once."
    let text =
      "likely: no field identifies the review, so a hash of what does not change stands for an id; only the hash is sent."
    reviewLines += YAMLScalar.comment(text + repeated + (counted ?? ""), indent: 2)
    reviewLines.append("  external_id: { hash: [\(hashed.map(YAMLScalar.text).joined(separator: ", "))] }")
    let doubt =
      repeated.isEmpty
      ? counted.map { _ in "a column that counts the rows is no id" } : String(repeated.dropFirst())
    fields.append(
      FieldGuess(
        field: "external_id", selector: "hash of \(hashed.joined(separator: ", "))", confidence: .medium,
        reason: "no field identifies the review", doubt: doubt))
  }
}
