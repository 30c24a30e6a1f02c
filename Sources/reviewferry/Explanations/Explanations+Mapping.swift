extension Explanations {
  static let mapping = ExplanationGroup(
    "Mappings",
    #"""
    ## mapping.missing
    A mapping was not found.
    why: The argument is neither a file nor the name of a shipped mapping, or the folder of the shipped
      mappings is not where the program looks.
    data: Nothing was read.
    do: `reviewferry mappings list` names them; `REVIEWFERRY_MAPPINGS` names their folder.

    ## mapping.not-readable
    A mapping cannot be read.
    why: No right to read it, not UTF-8, or larger than any mapping: often the export was named in its
      place.
    data: Nothing was read.
    do: Name the export as an argument and the mapping with `--mapping`; save the mapping as UTF-8.

    ## mapping.yaml
    The mapping is empty or not YAML.
    why: Mostly indentation, a tab, or a text with `: ` or `#` that needs quotes.
    data: Nothing was read.
    do: Correct the place; quotes around a text are never wrong.

    ## mapping.size
    The mapping is too large, too deep or has too many values.
    why: A guard against files that exhaust memory; aliases count as written out.
    data: Nothing was read.
    do: Put large tables in a CSV file: `lookup: {file: codes.csv, …}`.

    ## mapping.unknown-key
    A key, field or label does not exist.
    why: A slip of the pen, or a key in the wrong place; the sentence names the nearest one.
    data: Nothing was read.
    do: Correct it; `docs/mapping-reference.md` has all keys, and editors complete them by the JSON Schema
      (`reviewferry mappings schema`).

    ## mapping.missing-key
    A required key is absent.
    why: A mapping needs `version`, `name`, an origin, `source`, `review.external_id` and `review.score`;
      other maps need theirs.
    data: Nothing was read.
    do: Add it.

    ## mapping.duplicate-key
    A key is given twice in the same map.
    why: YAML would silently keep one of them.
    data: Nothing was read.
    do: Remove one; the note shows the first.

    ## mapping.wrong-type
    A value has another shape than its key accepts.
    why: A list where a text is expected, a number in quotes, a word that is not one of the choices.
    data: Nothing was read.
    do: Write what the sentence expects.

    ## mapping.conflict
    Two keys exclude each other, or one has no effect here.
    why: Such as `from` with `const`, or `format` for a field that is no date: the mapping would not do
      what it seems to say.
    data: Nothing was read.
    do: Remove one of them, or add the key that is missing.

    ## mapping.selector
    A selector is not one of the source's format.
    why: Such as a JSON path in a CSV mapping.
    data: Nothing was read.
    do: Correct it; the reference describes the selectors of each format.

    ## mapping.unknown-column
    A selector names no column of the file.
    why: A slip of the pen, another export than the mapping was made for, or a column that the vendor
      renamed. The note lists the columns.
    data: Nothing was read from the file.
    do: Correct the name, or set `optional_column: true` where a file may lack it.

    ## mapping.delimiter
    The file's header is one column.
    why: The delimiter of the mapping does not occur in it, another one does.
    data: Nothing was read from the file.
    do: Set `delimiter` in the mapping's source as `fix:` says.

    ## mapping.pattern
    A regular expression does not compile.
    why: They are of the kind of PCRE2; brackets and backslashes need care, and single quotes in YAML.
    data: Nothing was read.
    do: Correct it at the place that the sentence names.

    ## mapping.replacement
    A replacement names a group that its expression lacks.
    why: `$2` needs a second pair of parentheses; a dollar sign is written `$$`.
    data: Nothing was read.
    do: Correct the replacement or the expression.

    ## mapping.template
    A template has unbalanced braces or no selector.
    why: `{name}` stands for a value, `{{` for a brace.
    data: Nothing was read.
    do: Correct the template.

    ## mapping.date-format
    A date format is unknown or cannot be read.
    why: Neither a name (`iso8601`, `epoch_s`, `epoch_ms`, `epoch`) nor a pattern of known letters; texts
      in a pattern stand in single quotes.
    data: Nothing was read.
    do: Correct it; the reference lists the letters.

    ## mapping.ambiguous-dates
    Two formats read the same text as different days.
    why: `dd/MM/yyyy` and `MM/dd/yyyy` both fit 03/04/2026. reviewferry never guesses.
    data: Nothing was read.
    do: Keep the one that the vendor writes.

    ## mapping.time-zone
    A time zone is unknown.
    why: It is a name of the IANA database, `UTC` or an offset such as `+02:00`; containers may lack the
      package `tzdata`.
    data: Nothing was read.
    do: Correct it, or install `tzdata`.

    ## mapping.age
    An age is neither a number with a unit nor a day.
    why: `newer_than` takes `730d`, `8w`, `24h` or a day such as `2024-01-31`.
    data: Nothing was read.
    do: Correct it.

    ## mapping.range
    A value cannot work.
    why: An empty scale, ranges out of order, an empty separator, more labels than selectors.
    data: Nothing was read.
    do: Correct it as the sentence says.

    ## mapping.lookup-file
    A lookup file is absent, unreadable or lacks a column.
    why: Its name is relative to the mapping's folder.
    data: Nothing was read.
    do: Correct `file`, `key` or `value` of the lookup.

    ## mapping.format
    The format of the mapping is not built in.
    why: Another build of reviewferry knows it.
    data: Nothing was read.
    do: Use a build with that format.

    ## mapping.case
    A case of the mapping does not come out as it expects.
    why: The mapping changed, or the expectation is wrong; the sentence tells what was made and what was
      expected.
    data: `check` ends with status 78; no data is concerned.
    do: Correct the mapping or the case.
    """#)
}
