extension MappingLanguage {
  static let mapping = KeyTable(
    name: .mapping, title: "The file",
    summary: "A mapping says which file it reads, which records it takes, and how a record becomes a review.",
    keys: [
      .required("version", .integer(1...1), "The version of this language."),
      .required("name", .name, "The mapping's name: lower-case letters, digits and `-`."),
      .optional("description", .text, "One line for the list of mappings."),
      .optional(
        "origin", .text,
        """
        The platform that the reviews come from, such as `Yotpo`. Required, unless `product.origin` gives \
        one.
        """
      ),
      .required("source", .source, "The kind of file and how it is read."),
      .optional(
        "each", .shortOr(.selector, .each),
        """
        Makes several reviews of one record: a selector of the items inside it (the selectors of values then start 
        """
          + "at the item), or a value to split."),
      .optional(
        "where", .list(.table(.condition), counts: 0...1000), default: "[]",
        """
        Conditions that must all hold; a record for which one does not hold is filtered, and counted for \
        that 
        """
          + "condition."),
      .required("product", .table(.product), "How the product is identified."),
      .required("review", .table(.review), "The fields of the review."),
      .optional(
        "cases", .list(.table(.case), counts: 0...10_000), "Examples that `check` and the tests run."),
    ],
    example: """
      version: 1
      name: shop-export
      origin: Shop
      source: { format: csv }
      product:
        metadata: { sku: sku }
      review:
        external_id: id
        score: stars
      """)

  static let source = KeyTable(
    name: .source, title: "`source`",
    summary: "The keys depend on the format; see *Formats* below.",
    keys: [],
    example: "source: { format: csv }")

  static let each = KeyTable(
    name: .each, title: "`each` as a map",
    summary:
      "Splits one value into parts and makes a review for each. In `product` and `review` the selector `.` "
      + "then stands for the part. Parts are trimmed; empty ones are dropped.",
    keys: [
      .required("from", .selector, "The value to split."),
      .required("split", .text, "What stands between the parts."),
    ],
    example: """
      each: { from: skus, split: ";" }
      product:
        metadata: { sku: . }
      """)

  static let condition = KeyTable(
    name: .condition, title: "Conditions (`where`)",
    summary:
      """
      A condition tests a field, or combines other conditions. Texts are compared without spaces around \
      them, 
      """
        + "numbers and booleans by their text. Of a list, one value that fits is enough.",
    keys: [
      .optional(
        "field", .oneOrList(.selector), "The field to test; of several, the first that is not empty."),
      .optional("equals", .text, "Holds if the field is this text."),
      .optional("in", .list(.text, counts: 1...100_000), "Holds if the field is one of these texts."),
      .optional(
        "ignore_case", .flag, default: "false", "Whether `equals` and `in` take `A` and `a` as the same."),
      .optional("matches", .pattern, "Holds if the regular expression is found in the field."),
      .optional(
        "present", .flag, "`true` holds if the field is not empty; `false` holds if it is empty or missing."),
      .optional(
        "newer_than", .age,
        "Holds if the field is a date within this age: days (`730d`), weeks (`8w`), hours (`12h`), or a day "
          + "(`2024-01-31`). An empty field does not hold; an unreadable date rejects the record."),
      .optional(
        "format", .oneOrList(.dateFormat), default: "iso8601",
        "How `newer_than` reads the field; see *Dates*."),
      .optional("time_zone", .timeZone, "The zone of dates without one; see *Dates*."),
      .optional("pivot", .integer(0...100), default: "70", "Two-digit years; see *Dates*."),
      .optional("not", .table(.condition), "Holds if the condition does not."),
      .optional("any", .list(.table(.condition), counts: 1...1000), "Holds if one of the conditions does."),
      .optional("all", .list(.table(.condition), counts: 1...1000), "Holds if all of the conditions do."),
      .optional("name", .text, "The label under which filtered records are counted."),
      .optional(
        "optional_column", .flag, default: "false", "Whether a file without this column is accepted (CSV)."),
    ],
    rules: [
      .exactlyOne(["equals", "in", "matches", "present", "newer_than", "not", "any", "all"]),
      .atMostOne(["field", "not", "any", "all"]),
      .needs("equals", anyOf: ["field"]), .needs("in", anyOf: ["field"]), .needs("matches", anyOf: ["field"]),
      .needs("present", anyOf: ["field"]), .needs("newer_than", anyOf: ["field"]),
      .needs("ignore_case", anyOf: ["equals", "in"]),
      .needs("format", anyOf: ["newer_than"]), .needs("time_zone", anyOf: ["newer_than"]),
      .needs("pivot", anyOf: ["newer_than"]), .needs("optional_column", anyOf: ["field"]),
    ],
    example: """
      where:
        - { field: status, in: [published, approved], ignore_case: true, name: published }
        - { field: created_at, newer_than: 730d }
        - not: { any: [ { field: spam, equals: true }, { field: title, matches: '^test' } ] }
      """)

  static let product = KeyTable(
    name: .product, title: "`product`",
    summary:
      """
      How PX Insights finds the product: by `uuid` or `model_code` directly, otherwise by `metadata`. At \
      least 
      """
        + "one of the three must be given here, and must have a value in each record.",
    keys: [
      .optional(
        "type", .shortOr(.choice(["product", "product_model"]), .value), default: "product",
        "`product` or `product_model`, or a value that gives one of the two."),
      .optional("uuid", .value, "The product's UUID in the PIM; written in lower case."),
      .optional("model_code", .value, "The code of a product model."),
      .optional("origin", .value, "The platform, where it is in the record; replaces the constant `origin`."),
      .optional(
        "metadata", .free(.value), "Any keys that help to find the product; `sku` is the preferred one."),
      .optional(
        "enrich", .shortOr(.choice(["uuid", "model_code"]), .enrichment),
        "What to look up in the catalog by `metadata`, so that requests name the product directly; see *Enrichment*."
      ),
    ],
    rules: [.atLeastOne(["uuid", "model_code", "metadata"]), .needs("enrich", anyOf: ["metadata"])],
    example: """
      product:
        uuid: product_uuid
        metadata:
          sku: sku
          ean: { from: [gtin, barcode], matches: '^[0-9]{8,14}$', on_mismatch: omit }
      """)

  static let enrichment = KeyTable(
    name: .enrichment, title: "Enrichment",
    summary: """
      Identifiers that the catalog knows and the records lack. Each product that has neither `uuid` nor `model_code` \
      is looked up once, by its `metadata`; what is found is added, `metadata` stays. A product that is not found, \
      that several have the key of, or that the catalog knows without a UUID, stays as it was mapped and is counted. \
      `convert` and `submit` need a ledger with a catalog for it (`catalog import`); `check` and `preview` show \
      products as they are mapped.
      """,
    keys: [
      .required(
        "add", .oneOrList(.choice(["uuid", "model_code"])),
        """
        What to add, tried in this order: `uuid` of the product that has the key, or `model_code` where the key is the \
        code of a product model; the latter makes the type `product_model`. A product that any of the keys finds alone \
        does not become a model.
        """),
      .optional(
        "by", .oneOrList(.text), default: "all of `metadata`, `sku` first",
        """
        Keys of `metadata` to look up, in this order. Where it is not given, only `sku` is taken for the code of a \
        product model: a brand or a colour may happen to be one.
        """),
    ],
    example: """
      product:
        metadata: { sku: sku, ean: gtin }
        enrich: { add: [uuid, model_code], by: [sku, ean] }
      """)

  static let review = KeyTable(
    name: .review, title: "`review`",
    summary: "The fields of a raw review. Fields without a value are left out of the request.",
    keys: [
      .required(
        "external_id", .value,
        """
        The review's identity in the source system: what makes the same review the same in the next run. \
        Where the 
        """
          + "export has none, use `hash`."),
      .required("score", .shortOr(.selector, .score), "A whole number from 1 to 5; see *Scores*."),
      .optional("title", .value, "The headline."),
      .optional("text", .value, "The text."),
      .optional("review_date", .shortOr(.selector, .date), "When it was written; see *Dates*."),
      .optional("up_votes", .value, "How many found it helpful: a whole number, not negative."),
      .optional("down_votes", .value, "How many did not: a whole number, not negative."),
      .optional("extra", .free(.shortOr(.selector, .extra)), "Further fields of the review, by name."),
    ],
    example: """
      review:
        external_id: id
        score: { from: rating, scale: { from: [1, 10] } }
        title: headline
        text: { from: [content, body], decode_entities: true }
        review_date: created_at
        up_votes: { from: helpful, default: 0 }
        extra:
          locale: language
      """)
}
