extension Explanations {
  static let xml = ExplanationGroup(
    "XML",
    #"""
    ## xml.character
    A character is not allowed in XML.
    why: Control characters, mostly pasted into a review.
    data: The record was rejected; in the markup between records reading stopped.
    do: Have the vendor remove them, or set `invalid_bytes: replace`.

    ## xml.depth
    Elements are nested deeper than `max_depth`.
    why: A guard against files that exhaust memory.
    data: The record was rejected; outside of records reading stopped.
    do: Raise `max_depth` in the mapping's source if such nesting is meant.

    ## xml.encoding
    Bytes are not of the document's encoding.
    why: The declaration names another encoding than the file has, or one that is not known.
    data: The record was rejected; in the markup reading stopped, and with an unknown encoding nothing was
      read.
    do: Set `source.encoding` to the encoding that the file really has, or `invalid_bytes: replace`.

    ## xml.entity
    An entity cannot be resolved.
    why: HTML entities such as `&nbsp;` are no XML, and entities of the file's own DTD are not expanded:
      they are how small files exhaust memory or fetch other files.
    data: A record with such an entity was rejected; outside of records it was left out.
    do: Have the vendor write the character itself or `&#160;`.

    ## xml.late-context
    A field of an enclosing element comes too late.
    why: The mapping selects it with `../`, and it follows more records than may wait in memory.
    data: The records that could not wait were rejected.
    do: Select an attribute of the enclosing element, or a child that precedes the records.

    ## xml.memory
    There is not enough memory for the XML parser.
    why: The machine or the container has very little left.
    data: The file was not read.
    do: Free memory, or raise the container's limit.

    ## xml.names
    The elements and attributes of a file have more different names than any feed has.
    why: Values stand where names belong, or the file was made to exhaust memory.
    data: What came before was used; what follows was not read.
    do: Ask the vendor for a mended file.

    ## xml.no-records
    No element lies at the path of the records.
    why: The feed has another shape, or is empty; the sentence says how far the path was found.
    data: No records were read from the file.
    do: Compare `records` in the mapping's source with the feed.

    ## xml.not-xml
    The file holds no `<`.
    why: It is no XML.
    data: The file was not read.
    do: Look at the file; `reviewferry guess FILE` says what it is.

    ## xml.record-too-long
    A record is longer than `max_record_bytes`.
    why: `records` names too high an element, or texts are really long.
    data: The record was rejected.
    do: Check `records`, or raise `max_record_bytes` in the mapping's source.

    ## xml.records
    The path of the records is not one.
    why: `records` is an absolute path of element names.
    data: Nothing was read.
    do: Set `source.records` to a path such as `/Feed/Product/Reviews/Review`.

    ## xml.reference
    A character reference is wrong.
    why: It is not closed, is empty, or names no character of XML, such as `&#0;`.
    data: The record was rejected.
    do: Have the vendor write `&` in texts as `&amp;`.

    ## xml.selector
    A selector is not one of XML.
    why: It is a path of child elements, `@attribute`, `.`, or begins with `../`.
    data: Nothing was read.
    do: Correct the selector in the mapping.

    ## xml.syntax
    The document is not well-formed.
    why: An unclosed or crossed element, a bare `&` or `<`, or no root element.
    data: What follows was not read; records that were not whole are rejected. The run ends with status 2,
      or 66 where nothing came before.
    do: Have the vendor mend the feed; `xmllint --noout FILE` shows the place too.

    ## xml.truncated
    The file ends before its root element does.
    why: A download was cut off, or the vendor's program is still writing.
    data: The records before it were used; what followed is missing. The run ends with status 2, or 66
      where nothing came before.
    do: Fetch the file again, then run again: what was accepted is not sent again.

    ## xml.wrong-feed
    The feed is of a kind that the mapping refuses.
    why: Its namespace begins as one of `refuse_namespace`: Bazaarvoice's client feeds of products, for
      example, look much like those of reviews.
    data: The file was not read.
    do: Fetch the feed of reviews.

    ## xml.wrong-root
    The root element is another one than the mapping expects.
    why: The file is another feed, or an error message.
    data: The file was not read.
    do: Choose the mapping for this feed, or correct `records`.
    """#)
}
