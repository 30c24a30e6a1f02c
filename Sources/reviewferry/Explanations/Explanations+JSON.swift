extension Explanations {
  static let json = ExplanationGroup(
    "JSON and JSON Lines",
    #"""
    ## json.syntax
    The text is not JSON.
    why: A missing comma, a bare word, a control character in a text, something behind the value: the
      sentence says what was found and what was expected.
    data: A line or record is rejected and the next one read; a fault between the records stops the
      reading of the file.
    do: Mend the export; `reviewferry guess` shows whether it is JSON at all.

    ## json.depth
    Arrays and objects are nested deeper than `max_depth`.
    why: A guard against files that exhaust memory; real exports stay far below 64 levels.
    data: The record was rejected.
    do: Raise `max_depth` in the mapping's source if such nesting is meant.

    ## json.duplicate-key
    An object has two members of one name.
    why: The mapping says `duplicate_keys: reject`, which trusts no such record.
    data: The record was rejected.
    do: Mend the export, or remove the option: the last member counts then.

    ## json.encoding
    A value is no valid text.
    why: Bytes that are not UTF-8, or half of a surrogate pair (`\ud83d` alone), which some vendors write
      when they cut a text within an emoji.
    data: The record was rejected.
    do: Name `encoding` in the mapping's source, or set `invalid_bytes: replace`.

    ## json.late-context
    A value around the records comes too late.
    why: The mapping selects it with `../`, and it follows the records in the file; they wait for it, but
      not beyond a bound of memory.
    data: The records that could not wait were rejected.
    do: Have the value written before the records, or do without it.

    ## json.memory
    There is not enough memory for a record.
    why: The machine or the container has very little left.
    data: The record was rejected.
    do: Free memory, or raise the container's limit.

    ## json.record-too-long
    A record, or a value around the records, is longer than `max_record_bytes`.
    why: A whole export taken for one record (is `records` right?), or really long texts.
    data: The record was rejected; a value around the records stops the reading.
    do: Check `records` in the mapping's source, or raise `max_record_bytes`.

    ## json.records
    The path of the records is not one.
    why: `records` is a JSON Pointer such as `/reviews` or `/results/*/reviews`.
    data: Nothing was read.
    do: Correct `records` in the mapping's source.

    ## json.records-missing
    The file has nothing where the records should be.
    why: The export has another shape, or this file is an error message of the vendor's API.
    data: No records were read there; it is a warning where others were found.
    do: Compare the file with `records` in the mapping's source; the sentence names the members that are
      there.

    ## json.selector
    A selector is not one of JSON.
    why: It is neither a dotted path such as `reviewer.name` nor a JSON Pointer, or climbs with `../`
      beyond the top.
    data: Nothing was read.
    do: Correct the selector in the mapping.

    ## json.truncated
    The file ends within a value.
    why: A download was cut off, or the vendor's program is still writing.
    data: The records before it were used; the cut one was rejected, and more may be missing. The run ends
      with status 2, or 66 where nothing came before.
    do: Fetch the file again, then run again: what was accepted is not sent again.
    """#)
}
