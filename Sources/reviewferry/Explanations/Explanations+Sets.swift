extension Explanations {
  static let sets = ExplanationGroup(
    "Requests and converted sets",
    #"""
    ## request.too-large
    One review alone exceeds `--max-bytes`.
    why: Its text is huge, or `--max-bytes` is very small.
    data: The record was rejected; the other reviews of the product are sent.
    do: Raise `--max-bytes`, or shorten the text with `truncate`.

    ## request.missing-field
    A review lacks a field that the API requires.
    why: The mapping made it empty.
    data: The record was rejected.
    do: Mend the mapping.

    ## request.missing-product
    A review names no product.
    why: UUID, model code and metadata are all empty.
    data: The record was rejected.
    do: Mend the mapping, or leave reviews of the shop out with `where`.

    ## request.body
    A body of a converted set is not as reviewferry writes it.
    why: It was edited, or another program wrote it.
    data: The set is not sent (in the second pass: nor is this request and what is behind it).
    do: Convert the input again; change the mapping rather than the bodies.

    ## set.missing
    A converted set, or a part of it, is missing.
    why: The folder has no `manifest.json`, files were lost in a copy, or it is no converted set.
    data: Nothing was sent, or nothing from the missing request on; the sentence tells which.
    do: Copy the whole folder again, convert again, or name a folder that `convert --output` wrote.

    ## set.path
    A file of the set is at a strange place.
    why: The manifest names a path that `convert` does not write, or a link or a folder stands there:
      following it could send another file.
    data: Nothing was sent, or nothing from that request on.
    do: Convert the input again.

    ## set.changed
    A file of the set changed while it was read.
    why: Somebody copies or writes to it.
    data: Nothing was sent, or nothing from that request on.
    do: Submit the set again when nobody writes to it.

    ## set.unreadable
    A file of the set cannot be read.
    why: No right to read it, or the disk reports an error; the sentence has the system's words.
    data: Nothing was sent, or nothing from that request on.
    do: See to its rights or to the disk.

    ## set.size
    A body has another length than the manifest says.
    why: It was cut off in a copy, or edited.
    data: Nothing was sent, or nothing from that request on.
    do: Copy the whole folder again, or convert again.

    ## set.digest
    A body is not the one that was converted.
    why: Its checksum differs from the manifest's: damaged in a copy, or edited.
    data: Nothing was sent, or nothing from that request on.
    do: Copy the whole folder again, or convert again.

    ## set.shape
    A body has another shape than the manifest says.
    why: Files of two conversions were mixed.
    data: Nothing was sent, or nothing from that request on.
    do: Copy the whole folder again, or convert again.

    ## set.reviews
    A body has another number of reviews than the manifest says.
    why: Files of two conversions were mixed, or a body was edited.
    data: Nothing was sent, or nothing from that request on.
    do: Copy the whole folder again, or convert again.

    ## set.product
    A body is of another product than its file's name says.
    why: Files were renamed or mixed.
    data: Nothing was sent, or nothing from that request on.
    do: Copy the whole folder again, or convert again.

    ## set.extra
    The set holds more than its manifest names.
    why: Files of another conversion, or something else, were put into the folder.
    data: Nothing was sent, or nothing from that request on.
    do: Remove what does not belong there, or copy the whole folder again.

    ## set.manifest
    The manifest is damaged.
    why: It was cut off or edited, or its numbers contradict each other or the bodies.
    data: Nothing was sent, or nothing from that request on.
    do: Convert the input again.

    ## set.version
    The manifest has another format version.
    why: Another reviewferry wrote it.
    data: Nothing was sent.
    do: Submit the set with the reviewferry that converted it, or convert again.

    ## set.too-large
    A request of the set is larger than any request may be.
    why: It was converted with a very large `--max-bytes`.
    data: Nothing was sent.
    do: Convert again with `--max-bytes 16MiB` or less.
    """#)
}
