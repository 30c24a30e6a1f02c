import Records
import Testing

@testable import Mapping

/// A mapping with one mistake, and all that is said of it.
struct WrongMapping: CustomTestStringConvertible, Sendable {
  var name: String
  var yaml: String
  var lines: [String]
  var testDescription: String { name }

  init(_ name: String, _ yaml: String, _ lines: String...) {
    self.name = name
    self.yaml = yaml
    self.lines = lines
  }

  static let head = """
    version: 1
    name: test
    origin: Test
    source: { format: csv }
    product: { metadata: { sku: sku } }
    review:
      external_id: id
      score: stars

    """
}

@Suite("Problems of a mapping") struct MappingProblemTests {
  @Test("Files that are no tree", arguments: files) func saysAllOfFiles(_ wrong: WrongMapping) {
    expect(wrong)
  }
  @Test("Keys and shapes", arguments: shapes) func saysAllOfShapes(_ wrong: WrongMapping) { expect(wrong) }
  @Test("Meanings", arguments: meanings) func saysAllOfMeanings(_ wrong: WrongMapping) { expect(wrong) }
  @Test("Dates and scores", arguments: datesAndScores) func saysAllOfDatesAndScores(_ wrong: WrongMapping) {
    expect(wrong)
  }

  private func expect(_ wrong: WrongMapping) {
    let compiled = TestRun.compile(wrong.yaml)
    #expect(compiled.problems.map(\.line) == wrong.lines)
    #expect(compiled.plan == nil)
  }

  static let files: [WrongMapping] = [
    WrongMapping("empty", "", "m.yaml:1:1: error[mapping.yaml]: the mapping is empty"),
    WrongMapping("only a comment", "# nothing\n", "m.yaml:1:1: error[mapping.yaml]: the mapping is empty"),
    WrongMapping(
      "a scalar", "hello",
      "m.yaml:1:1: error[mapping.wrong-type]: the mapping is 'hello', but a map is expected"),
    WrongMapping(
      "syntax", "version: 1\nname: a: b\n",
      "m.yaml:2:8: error[mapping.yaml]: this is not YAML: mapping values are not allowed in this context"),
    WrongMapping(
      "unclosed list", "version: 1\nname: [a\n",
      "m.yaml:3:1: error[mapping.yaml]: this is not YAML: did not find expected ',' or ']'"),
    WrongMapping(
      "control character", "version: 1\nname: a\u{1}b\n",
      "m.yaml:2:8: error[mapping.yaml]: this is not YAML: control characters are not allowed"),
    WrongMapping(
      "undefined alias", "version: *one\n",
      "m.yaml:1:10: error[mapping.yaml]: this is not YAML: found undefined alias"),
    WrongMapping(
      "two documents", "version: 1\n---\nversion: 1\n",
      "m.yaml:2:1: error[mapping.yaml]: this is not YAML: but found another document"),
    WrongMapping(
      "a list as key", "[a, b]: 1\n",
      "m.yaml:1:1: error[mapping.wrong-type]: a key must be text, but this one is a list or a map"),
    WrongMapping(
      "an alias bomb in a key", bomb + "? *a8\n: 1\n",
      """
      m.yaml:10:1: error[mapping.yaml]: a key must be plain text, but this one is written as '? …' or as an \
      alias
      """),
    WrongMapping(
      "too large", String(repeating: "#", count: 1 << 20) + "\n",
      """
      m.yaml: error[mapping.size]: the mapping has 1048577 bytes, but at most 1048576 are read; put large \
      tables in a CSV file and use 'lookup: {file: …}'
      """
    ),
    WrongMapping(
      "too deep", "a: " + String(repeating: "[", count: 70) + String(repeating: "]", count: 70),
      "m.yaml:1:67: error[mapping.size]: the mapping is nested deeper than 64 levels"),
    WrongMapping(
      "an alias bomb", bomb,
      "m.yaml:1:13: error[mapping.size]: the mapping has more than 100000 values, aliases written out"),
  ]

  /// Nine levels of nine aliases: 387 million values in 400 bytes.
  static let bomb: String = {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    return text
  }()

  static let shapes: [WrongMapping] = [
    WrongMapping(
      "nothing but a version", "version: 1\n",
      "m.yaml:1:1: error[mapping.missing-key]: the mapping has no 'name', which is required",
      "m.yaml:1:1: error[mapping.missing-key]: the mapping has no 'source', which is required",
      "m.yaml:1:1: error[mapping.missing-key]: the mapping has no 'product', which is required",
      "m.yaml:1:1: error[mapping.missing-key]: the mapping has no 'review', which is required"),
    WrongMapping(
      "mistyped keys at every level",
      """
      version: 1
      nam: test
      origin: Test
      source: { format: csv, delimeter: ";" }
      product: { metadata: { sku: { form: sku } } }
      review:
        external_id: id
        score: { from: stars, rond: down }
        titel: title
      """,
      "m.yaml:1:1: error[mapping.missing-key]: the mapping has no 'name', which is required",
      "m.yaml:2:1: error[mapping.unknown-key]: 'nam' is not a key; did you mean 'name'?",
      """
      m.yaml:4:24: error[mapping.unknown-key]: 'delimeter' is not a key of 'source'; did you mean \
      'delimiter'?
      """,
      """
      m.yaml:5:29: error[mapping.missing-key]: 'product.metadata.sku' needs one of 'from', 'const', \
      'template', 'concat', 'hash' and 'difference'
      """,
      """
      m.yaml:5:31: error[mapping.unknown-key]: 'form' is not a key of 'product.metadata.sku'; did you mean \
      'from'?
      """,
      "m.yaml:8:25: error[mapping.unknown-key]: 'rond' is not a key of 'review.score'; did you mean 'round'?",
      "m.yaml:9:3: error[mapping.unknown-key]: 'titel' is not a key of 'review'; did you mean 'title'?"),
    WrongMapping(
      "a key like no other", WrongMapping.head + "each: { from: a, split: b, zzzzzz: 1 }\n",
      """
      m.yaml:9:28: error[mapping.unknown-key]: 'zzzzzz' is not a key of 'each'; the keys here are 'from' \
      and 'split'
      """
    ),
    WrongMapping(
      "keys given twice",
      WrongMapping.head + "  title: a\n  title: b\n  \"text\": c\n  text: d\nname: again\n",
      "m.yaml:10:3: error[mapping.duplicate-key]: 'title' is given twice in the same map",
      "m.yaml:12:3: error[mapping.duplicate-key]: 'text' is given twice in the same map",
      "m.yaml:13:1: error[mapping.duplicate-key]: 'name' is given twice in the same map"),
    WrongMapping(
      "wrong shapes",
      """
      version: 2
      name: Test Mapping
      origin: [a]
      source: csv
      where: { field: a, present: true }
      product: { metadata: sku, uuid: {} }
      review:
        external_id:
        score: { from: stars, mean: yes, round: half_upp, truncate: 0 }
        title: { from: [] , pick: second, trim: "true" }
        text: { from: { a: b } }
      """,
      "m.yaml:1:10: error[mapping.wrong-type]: 'version' is '2', but 1 is expected",
      """
      m.yaml:2:7: error[mapping.wrong-type]: 'name' is 'Test Mapping', but lower-case letters, digits and \
      '-' is expected
      """,
      "m.yaml:3:9: error[mapping.wrong-type]: 'origin' is a list, but text is expected",
      "m.yaml:4:9: error[mapping.wrong-type]: 'source' is 'csv', but a map is expected",
      "m.yaml:5:8: error[mapping.wrong-type]: 'where' is a map, but a list is expected",
      "m.yaml:6:22: error[mapping.wrong-type]: 'product.metadata' is 'sku', but a map is expected",
      """
      m.yaml:6:33: error[mapping.missing-key]: 'product.uuid' needs one of 'from', 'const', 'template', \
      'concat', 'hash' and 'difference'
      """,
      """
      m.yaml:8:15: error[mapping.wrong-type]: 'review.external_id' is empty, but a selector or a map is \
      expected
      """,
      "m.yaml:9:31: error[mapping.wrong-type]: 'review.score.mean' is 'yes', but true or false is expected",
      """
      m.yaml:9:43: error[mapping.wrong-type]: 'review.score.round' is 'half_upp', but 'half_up', \
      'half_even', 'half_down', 'down', 'up' or 'none' is expected; did you mean 'half_up'?
      """,
      """
      m.yaml:9:63: error[mapping.wrong-type]: 'review.score.truncate' is '0', but a whole number from 1 to \
      1000000 is expected
      """,
      """
      m.yaml:10:18: error[mapping.wrong-type]: 'review.title.from' is a list of 0, but a selector or a \
      list is expected
      """,
      """
      m.yaml:10:29: error[mapping.wrong-type]: 'review.title.pick' is 'second', but 'first', 'last' or a \
      whole number from 1 is expected
      """,
      """
      m.yaml:10:43: error[mapping.wrong-type]: 'review.title.trim' is the quoted text 'true', but true or \
      false is expected
      """,
      """
      m.yaml:11:17: error[mapping.wrong-type]: 'review.text.from' is a map, but a selector or a list is \
      expected
      """
    ),
    WrongMapping(
      "keys that exclude or need each other",
      WrongMapping.head
        + """
          title: { from: a, const: b, on_mismatch: omit }
          text: { const: a, optional_column: true, pick: 1, join: "," }
        where:
          - { field: a }
          - { equals: b }
          - { field: a, present: true, not: { field: b, present: true }, time_zone: UTC }
        """,
      "m.yaml:9:21: error[mapping.conflict]: 'const' and 'from' exclude each other",
      "m.yaml:9:31: error[mapping.conflict]: 'on_mismatch' has no effect without 'matches'",
      """
      m.yaml:10:21: error[mapping.conflict]: 'optional_column' has no effect without 'from', 'template', \
      'concat', 'hash' or 'difference'
      """,
      "m.yaml:10:53: error[mapping.conflict]: 'join' and 'pick' exclude each other",
      """
      m.yaml:12:5: error[mapping.missing-key]: 'where[1]' needs one of 'equals', 'in', 'matches', \
      'present', 'newer_than', 'not', 'any' and 'all'
      """,
      "m.yaml:13:7: error[mapping.conflict]: 'equals' has no effect without 'field'",
      "m.yaml:14:32: error[mapping.conflict]: 'not' and 'present' exclude each other",
      "m.yaml:14:32: error[mapping.conflict]: 'not' and 'field' exclude each other",
      "m.yaml:14:66: error[mapping.conflict]: 'time_zone' has no effect without 'newer_than'"),
    WrongMapping(
      "a product without an identity",
      """
      version: 1
      name: test
      source: { format: cvs }
      product: { type: thing }
      review: { external_id: id, score: stars }
      """,
      """
      m.yaml:1:1: error[mapping.missing-key]: the mapping has neither 'origin' nor 'product.origin'; PX \
      Insights needs the platform that reviews come from
      """,
      """
      m.yaml:3:19: error[mapping.wrong-type]: 'source.format' is 'cvs', but 'csv', 'json' or 'xml' is \
      expected
      """,
      "m.yaml:4:10: error[mapping.missing-key]: 'product' needs one of 'uuid', 'model_code' and 'metadata'",
      """
      m.yaml:4:18: error[mapping.wrong-type]: 'product.type' is 'thing', but 'product' or 'product_model' \
      or a map is expected
      """
    ),
    WrongMapping(
      "a format without its required option",
      """
      version: 1
      name: test
      origin: Test
      source: { format: xml }
      product: { metadata: { sku: sku } }
      review: { external_id: id, score: stars }
      """,
      "m.yaml:4:9: error[mapping.missing-key]: 'source' has no 'records', which is required"),
  ]

  static let meanings: [WrongMapping] = [
    WrongMapping(
      "a selector that the format refuses", WrongMapping.head + "  title: '#x'\n",
      "m.yaml:9:10: error[mapping.selector]: the selector '#x': has no number behind '#'"),
    WrongMapping(
      "a part in a condition",
      WrongMapping.head + "each: { from: skus, split: ';' }\nwhere: [ { field: ., present: true } ]\n",
      """
      m.yaml:10:19: error[mapping.selector]: the selector '.' stands for a part of 'each' here, which \
      'where' cannot test
      """
    ),
    WrongMapping(
      "an empty separator", WrongMapping.head + "  title: { from: a, split: '' }\n",
      "m.yaml:9:28: error[mapping.range]: 'review.title.split' is empty, so it cannot separate anything"),
    WrongMapping(
      "a template without selectors", WrongMapping.head + "  title: { template: 'a{{b}}' }\n",
      """
      m.yaml:9:22: error[mapping.template]: the template 'a{{b}}' has no selector in braces; use 'const' \
      for text that is always the same
      """
    ),
    WrongMapping(
      "an open brace", WrongMapping.head + "  title: { template: 'a{b' }\n",
      """
      m.yaml:9:22: error[mapping.template]: the template 'a{b' has a '{' without a '}'; '{{' stands for a \
      brace
      """
    ),
    WrongMapping(
      "labels that do not fit", WrongMapping.head + "  text: { concat: { from: [a, b], labels: [A] } }\n",
      "m.yaml:9:44: error[mapping.range]: there are 1 labels for 2 selectors, but each selector needs one"),
    WrongMapping(
      "an extra field with the name of another", WrongMapping.head + "  extra: { score: a }\n",
      """
      m.yaml:9:12: error[mapping.conflict]: 'score' is a field of every review; it belongs under 'review', \
      not under 'extra'
      """
    ),
    WrongMapping(
      "a date format for text", WrongMapping.head + "  extra: { a: { from: a, format: iso8601 } }\n",
      "m.yaml:9:34: error[mapping.conflict]: 'format' has no effect without 'type: date_time'"),
    WrongMapping(
      "an age that is none", WrongMapping.head + "where: [ { field: a, newer_than: 2 years } ]\n",
      """
      m.yaml:9:34: error[mapping.age]: 'where[1].newer_than' is '2 years', but an age such as '730d', \
      '8w', '12h' or a day such as '2024-01-31' is expected
      """
    ),
    WrongMapping(
      "a delimiter of two bytes",
      WrongMapping.head.replacing("format: csv", with: "format: csv, delimiter: '||'"),
      """
      m.yaml:4:35: error[mapping.wrong-type]: 'source.delimiter' is '||', but one ASCII character or 'tab' \
      is expected
      """
    ),
    WrongMapping(
      "a lookup file that is not there",
      WrongMapping.head + "  title: { from: a, lookup: { file: none.csv, key: a, value: b } }\n",
      "m.yaml:9:37: error[mapping.lookup-file]: the lookup file 'none.csv' does not exist"),
    WrongMapping(
      "cases that cannot be",
      WrongMapping.head
        + """
        where: [ { field: a, present: true, name: kept } ]
        cases:
          - { record: { id: [1] }, expect: { review: { titel: x } } }
          - { record: {}, input: x, expect_filtered: kep }
          - { expect_problem: Bad }
        """,
      "m.yaml:11:21: error[mapping.wrong-type]: the cell 'id' is a list or a map, but text is expected",
      "m.yaml:11:48: error[mapping.unknown-key]: 'titel' is not a field that this mapping makes",
      "m.yaml:12:19: error[mapping.conflict]: 'input' and 'record' exclude each other",
      "m.yaml:12:46: error[mapping.unknown-key]: 'kep' is not the label of a condition; did you mean 'kept'?",
      "m.yaml:13:5: error[mapping.missing-key]: 'cases[3]' needs one of 'record' and 'input'",
      """
      m.yaml:13:23: error[mapping.wrong-type]: 'cases[3].expect_problem' is 'Bad', but the code of a \
      problem such as 'score.range' is expected
      """
    ),
  ]

  static let datesAndScores: [WrongMapping] = [
    WrongMapping(
      "day and month both ways",
      WrongMapping.head + "  review_date: { from: d, format: [dd/MM/yyyy, MM/dd/yyyy] }\n",
      """
      m.yaml:9:48: error[mapping.ambiguous-dates]: the formats 'dd/MM/yyyy' and 'MM/dd/yyyy' read the same \
      text as different days
      """
    ),
    WrongMapping(
      "ranges that fall",
      WrongMapping.head.replacing(
        "score: stars", with: "score: { from: a, ranges: [ { up_to: 2, score: 1 }, { up_to: 1, score: 2 } ] }"
      ),
      "m.yaml:8:55: error[mapping.range]: the range does not reach beyond the one before it"),
    WrongMapping(
      "a table with a score of six",
      WrongMapping.head.replacing("score: stars", with: "score: { from: a, table: { six: 6 } }"),
      """
      m.yaml:8:35: error[mapping.wrong-type]: 'review.score.table.six' is '6', but a whole number from 1 \
      to 5 is expected
      """
    ),
  ]

  @Test("An unknown date format, time zone and pattern are said where they stand") func conversions() {
    let yaml =
      WrongMapping.head + """
          title: { from: a, extract: '(' }
          text: { from: a, replace: { pattern: 'a', with: '$2' } }
          review_date: { from: d, format: [iso8601, iso8602] }
          extra: { e: { from: d, type: date_time, time_zone: Mars/Base } }
        """
    let found = TestRun.compile(yaml).problems.map { "\($0.position?.line ?? 0) \($0.code.rawValue)" }
    #expect(
      found == [
        "9 mapping.pattern", "10 mapping.replacement", "11 mapping.date-format", "12 mapping.time-zone",
      ])
  }
}
