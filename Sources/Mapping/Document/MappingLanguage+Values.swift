extension MappingLanguage {
  static let value = KeyTable(
    name: .value, title: "Values",
    summary:
      "A selector alone, `title`, is short for `{ from: title }`. Otherwise a value has one origin (`from`, "
      + "`const`, `template`, `concat`, `hash` or `difference`) and any of the operations, which are always applied in "
      + "the order of this table.",
    keys: valueKeys, rules: valueRules,
    example: """
      review:
        external_id: { template: '{shop}-{id}' }
        score: stars
        title: { from: headline, strip_html: true, truncate: 100 }
        text: { concat: { from: [good, bad], labels: ["Good: ", "Bad: "], separator: "\\n" } }
      """)

  /// The keys that say where a value comes from.
  static let originNames = ["from", "const", "template", "concat", "hash", "difference"]

  static let valueKeys: [KeyDescription] = originKeys + operationKeys

  private static let originKeys: [KeyDescription] = [
    .optional("from", .oneOrList(.selector), "A selector; of several, the first that is not empty."),
    .optional("const", .text, "The same text for all records."),
    .optional(
      "template", .template,
      """
      Text with selectors in braces: `'{shop}-{id}'`; `{{` and `}}` stand for braces. A missing part is \
      empty; if all 
      """
        + "parts are missing, so is the value."),
    .optional("concat", .table(.concat), "Several values, one behind the other; empty ones are left out."),
    .optional(
      "hash", .list(.selector, counts: 1...100),
      """
      The SHA-256 of these fields and their names, in hexadecimal: an identity for exports without one. \
      Changing the 
      """
        + "list changes every identity."),
    .optional(
      "difference", .list(.selector, counts: 2...2),
      "The first field minus the second, whole numbers; never below 0: `[total, helpful]`."),
  ]

  private static let operationKeys: [KeyDescription] = [
    .optional("split", .text, "Makes a list: the text between the separators."),
    .optional(
      "pick", .integerOr(1...1_000_000, ["first", "last"]), default: "first",
      "Which value of a list: the first or last that is not empty, or the n-th, from 1."),
    .optional("join", .text, "Joins the values of a list that are not empty, instead of picking one."),
    .optional("url_decode", .flag, default: "false", "Decodes `%20` and the like; `+` stays as it is."),
    .optional(
      "decode_entities", .flagOr(["twice"]), default: "false",
      "Decodes `&amp;`, `&#39;` and the like; `twice` for text that was escaped twice."),
    .optional(
      "strip_html", .flag, default: "false", "Removes tags; block elements and `<br>` become line breaks."),
    .optional("replace", .oneOrList(.table(.replacement)), "Replaces all matches of a regular expression."),
    .optional(
      "extract", .pattern,
      """
      Keeps the first group of a regular expression, or its whole match where it has no group; empty \
      without a match.
      """
    ),
    .optional("trim", .flag, default: "true", "Removes white space around the text."),
    .optional("case", .choice(["upper", "lower"]), "Changes letters to upper or lower case."),
    .optional("lookup", .table(.lookup), "Replaces the text by what a table says."),
    .optional("truncate", .integer(1...1_000_000), "Keeps this many characters (as people count them)."),
    .optional(
      "default", .text,
      "The text to use where the value is empty; `\"\"` sends an empty text instead of leaving the field out."
    ),
    .optional(
      "matches", .pattern, "A regular expression that must be found in the value, if it is not empty."),
    .optional(
      "on_mismatch", .choice(["reject", "omit"]), default: "reject",
      "What happens where `matches` does not: the record is rejected, or the value is left out."),
    .optional("required", .flag, default: "false", "Rejects records in which the value is empty."),
    .optional(
      "optional_column", .flag, default: "false",
      """
      Whether a file without this column is accepted (CSV). Of several in `from`, one must exist unless \
      this is set.
      """
    ),
  ]

  static let valueRules: [KeyRule] = [
    .exactlyOne(originNames),
    .needs("on_mismatch", anyOf: ["matches"]),
    .needs("optional_column", anyOf: ["from", "template", "concat", "hash", "difference"]),
    .atMostOne(["pick", "join"]),
  ]

  static let concat = KeyTable(
    name: .concat, title: "`concat`",
    summary: "Values that are not empty, each with its label before it, with the separator between them.",
    keys: [
      .required("from", .list(.selector, counts: 1...100), "The selectors."),
      .optional("separator", .text, default: "\"\\n\"", "What stands between two values."),
      .optional(
        "labels", .list(.text, counts: 1...100), "What stands before each value: as many as selectors."),
    ],
    example: "text: { concat: { from: [pros, cons], separator: \"\\n\", labels: [\"Pros: \", \"Cons: \"] } }")

  static let replacement = KeyTable(
    name: .replacement, title: "`replace`",
    summary: "All matches of `pattern` become `with`.",
    keys: [
      .required("pattern", .pattern, "A regular expression."),
      .required(
        "with", .text, "The replacement; `$1` is the first group, `$0` the match, `$$` a dollar sign."),
    ],
    example: "sku: { from: id, replace: { pattern: '^gid://shopify/Product/', with: \"\" } }")

  static let lookup = KeyTable(
    name: .lookup, title: "`lookup`",
    summary: "A table in the mapping or in a CSV file with a header beside it.",
    keys: [
      .optional("table", .free(.text), "The table: text to text."),
      .optional("file", .text, "A CSV file, relative to the mapping."),
      .optional("key", .text, "The column that is looked up."),
      .optional("value", .text, "The column that replaces it."),
      .optional("ignore_case", .flag, default: "false", "Whether `A` and `a` are the same."),
      .optional(
        "missing", .choice(["keep", "empty", "reject"]), default: "keep",
        "What happens to a text that the table does not have."),
    ],
    rules: [
      .exactlyOne(["table", "file"]), .needs("file", anyOf: ["key"]), .needs("file", anyOf: ["value"]),
      .needs("key", anyOf: ["file"]), .needs("value", anyOf: ["file"]),
    ],
    example: "sku: { from: asin, lookup: { table: { B001: KTL-900, B002: KTL-901 }, missing: reject } }")

  static let date = KeyTable(
    name: .date, title: "Dates",
    summary:
      """
      A value whose text is read as a date and written as RFC 3339 in UTC. Formats are tried in order. \
      Their 
      """
        + "letters: `yyyy` `yy` year, `MM` `M` month, `MMM` `MMMM` English month name, `dd` `d` day, `EEE` `EEEE` day of "
        + "the week, `HH` `H` hour, `hh` `h` hour with `a` (AM/PM), `mm` `m` minute, `ss` `s` second, `S…` fraction, "
        + "`Z` `XXX` offset, `z` `UTC`, `GMT` or `Z`; other words stand in single quotes. Named formats: `iso8601`, "
        + "`epoch_s`, `epoch_ms`, `epoch` (seconds or milliseconds, by size; all three accept `1.52309e+12`). Day and "
        + "month are never guessed: two formats that read the same text differently are refused.",
    keys: valueKeys + dateKeys, rules: valueRules,
    example: """
      review:
        external_id: id
        score: stars
        review_date: { from: date, format: ["yyyy-MM-dd HH:mm:ss", iso8601], time_zone: Europe/Paris }
      """)

  static let dateKeys: [KeyDescription] = [
    .optional("format", .oneOrList(.dateFormat), default: "iso8601", "One format or several."),
    .optional(
      "time_zone", .timeZone,
      """
      The zone of dates without one: `Europe/Paris`, `UTC`, `+02:00`. Without it such a date rejects the \
      record; only 
      """
        + "a day without a time is then taken as UTC."),
    .optional(
      "pivot", .integer(0...100), default: "70", "Two-digit years below this are 20xx, the others 19xx."),
  ]

  static let score = KeyTable(
    name: .score, title: "Scores",
    summary:
      """
      A value whose text is a number or, with `table`, a word. The result must be a whole number from 1 to \
      5; 
      """
        + "anything else rejects the record. Arithmetic is decimal and exact.",
    keys: valueKeys + [
      .optional("scale", .table(.scale), "Maps a linear scale to 1…5."),
      .optional("table", .free(.integer(1...5)), "The score of each text, whatever its case: `{ five: 5 }`."),
      .optional(
        "ranges", .list(.table(.range), counts: 1...1000),
        "Scores by upper bounds, in rising order: the first range that reaches the number."),
      .optional(
        "round", .choice(["half_up", "half_even", "half_down", "down", "up", "none"]), default: "half_up",
        "How a fraction is rounded; `none` rejects it."),
      .optional(
        "mean", .flag, default: "false", "Takes the mean of all values: of a list, or of several in `from`."),
      .optional("clamp", .flag, default: "false", "Takes a result below 1 as 1 and above 5 as 5."),
    ],
    rules: valueRules + [.atMostOne(["scale", "table", "ranges"])],
    example: """
      review:
        external_id: id
        score:
          from: rating
          ranges:
            - { up_to: 1.9, score: 1 }
            - { up_to: 4.0, score: 2 }
            - { up_to: 6.9, score: 3 }
            - { up_to: 9.0, score: 4 }
            - { up_to: 10.0, score: 5 }
      """)

  static let scale = KeyTable(
    name: .scale, title: "`scale`",
    summary:
      "The lowest and highest number of the source: `from: [1, 10]`, or `min` and `max`, each a number or a "
      + "selector.",
    keys: [
      .optional("from", .list(.decimal, counts: 2...2), "The lowest and the highest number."),
      .optional("min", .selectorOrDecimal, default: "1", "The lowest number; 1 where the record has none."),
      .optional("max", .selectorOrDecimal, default: "5", "The highest number; 5 where the record has none."),
    ],
    rules: [
      .atLeastOne(["from", "min", "max"]), .atMostOne(["from", "min"]), .atMostOne(["from", "max"]),
    ],
    example: "score: { from: Rating, scale: { max: RatingRange } }")

  static let range = KeyTable(
    name: .range, title: "`ranges`",
    summary: "One range of scores.",
    keys: [
      .required("up_to", .decimal, "The highest number of the range."),
      .required("score", .integer(1...5), "The score of these numbers."),
    ],
    example: "ranges: [ { up_to: 1.4, score: 1 }, { up_to: 5.0, score: 5 } ]")

  static let extra = KeyTable(
    name: .extra, title: "`extra` fields",
    summary: "A value with the JSON type in which it is written. `date_time` has the keys of *Dates* too.",
    keys: valueKeys + [
      .optional(
        "type", .choice(["string", "integer", "number", "boolean", "date_time", "list"]), default: "string",
        """
        The JSON type. `boolean` reads `true` `false` `yes` `no` `y` `n` `1` `0`; `list` writes all values \
        of a list.
        """
      )
    ] + dateKeys,
    rules: valueRules,
    example: """
      extra:
        locale: language
        verified: { from: verified_buyer, type: boolean }
        tags: { from: tags, split: ",", type: list }
      """)

  static let caseTable = KeyTable(
    name: .case, title: "`cases`",
    summary: "A record and what must become of it.",
    keys: [
      .optional("name", .text, "What the case shows."),
      .optional("record", .anyMap, "CSV: columns and their cells. JSON: the record. Not for XML."),
      .optional("input", .text, "The text of a whole small file."),
      .optional("file_name", .text, "The name that the input would have."),
      .optional(
        "expect", .table(.expectation),
        "The fields of the review that must come out; only those named are compared."),
      .optional(
        "expect_all", .list(.table(.expectation), counts: 1...1000), "The same for several reviews, in order."
      ),
      .optional("expect_problem", .code, "The code of the problem that rejects the record."),
      .optional(
        "expect_filtered", .text, "`true`, or the label of the condition that filters the record."),
    ],
    rules: [
      .exactlyOne(["record", "input"]),
      .exactlyOne(["expect", "expect_all", "expect_problem", "expect_filtered"]),
    ],
    example: """
      cases:
        - record: { id: 7, sku: A-1, stars: 4 }
          expect: { review: { external_id: 7, score: 4 }, product: { metadata: { sku: A-1 } } }
        - record: { id: 8, sku: A-1, stars: 9 }
          expect_problem: score.range
      """)

  static let expectation = KeyTable(
    name: .expectation, title: "`expect`",
    summary:
      """
      Fields of the review and of the product, by their names in the mapping; `null` for one that must be \
      absent.
      """,
    keys: [
      .optional("review", .anyMap, "Fields of `review`, those of `extra` among them."),
      .optional("product", .anyMap, "Fields of `product`."),
    ],
    rules: [.atLeastOne(["review", "product"])],
    example: "expect: { review: { score: 4, title: null }, product: { metadata: { sku: A-1 } } }")
}
