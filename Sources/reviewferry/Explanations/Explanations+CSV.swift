extension Explanations {
  static let csv = ExplanationGroup(
    "CSV",
    #"""
    ## csv.column-count
    A record has more or fewer fields than the header.
    why: A delimiter or a line break inside an unquoted field, a forgotten quote, or a vendor that leaves
      empty fields out at the end.
    data: The record was rejected (with `ragged: error` reading stopped). With `ragged: pad` short records
      are filled, and long ones accepted if what is too much is empty.
    do: Quote such fields in the export, or set `ragged: pad` if short records are meant.
    example:
      id,title,score
      7,Good, but small,4

      `Good, but small` needs quotes.

    ## csv.dialect
    The mapping's CSV options contradict each other.
    why: One byte has two meanings, such as the same delimiter and quote, or is a line break or no ASCII
      character.
    data: Nothing was read.
    do: Correct `delimiter`, `quote`, `comment` or `escape` in the mapping's source.

    ## csv.duplicate-column
    Two columns have the same name, and the mapping selects it.
    why: The vendor exports it so, or two exports were joined.
    data: The first of them is used.
    do: Select the other by its number, such as `#7`, if that is meant.

    ## csv.each
    `each` selects items, but a CSV record has none.
    why: `each` with a selector is for JSON and XML.
    data: Nothing was read.
    do: Split one cell instead: `each: {from: skus, split: ";"}`.

    ## csv.encoding
    A selected field holds bytes that are not UTF-8.
    why: The export is in another encoding, such as windows-1252, or was joined of two.
    data: The record was rejected.
    do: Name `encoding` in the mapping's source, or accept replacement characters with `invalid_bytes:
      replace`.

    ## csv.no-header
    The file ends before its header.
    why: It is empty but for comments, or `skip_lines` skips all.
    data: Nothing was read from it.
    do: Set `header: false` and `columns` in the mapping's source if the file has no header.

    ## csv.record-too-long
    A record is longer than `max_record_bytes`.
    why: Mostly a wrong `delimiter` or `quote`, which makes one record of many lines.
    data: The record was rejected.
    do: Check the dialect with `reviewferry guess FILE`; raise `max_record_bytes` if such records are
      meant.

    ## csv.stray-quote
    Text follows a closing quote.
    why: A quote inside a quoted field is not doubled.
    data: The record was rejected.
    do: Double such quotes in the export, or set `escape: backslash` or `quote: none` if the vendor writes
      so.
    example:
      id,text
      7,"a "nice" one"

      should be

      7,"a ""nice"" one"

    ## csv.unclosed-quote
    A quoted field has no closing quote.
    why: A quote was forgotten, or a quote at the start of a field is meant as text. The bound is the end
      of the file or the longest record.
    data: The record was rejected, and the next line read as a new one.
    do: Close the quote, or set `quote: none` in the mapping's source. The note names an earlier stray
      quote, which may be the cause.
    """#)
}
