extension Explanations {
  static let values = ExplanationGroup(
    "Records and their values",
    #"""
    ## review.external-id-missing
    A review has no id.
    why: The field that `review.external_id` takes is empty. Without one, a second run would make a second
      review.
    data: The record was rejected.
    do: Take another field, or hash several: `external_id: {hash: [sku, author, created_at, text]}`.

    ## score.missing
    A review has no score.
    why: The field is empty: questions, comments and mere photos are often exported with the reviews.
    data: The record was rejected.
    do: Leave such records out with a condition under `where`, such as `{field: score, present: true}`.

    ## score.not-a-number
    A score is no number.
    why: Such as `5 stars` or `★★★★`.
    data: The record was rejected.
    do: `extract: '^[0-9.]+'`, or `table: {"★★★★": 4}`.

    ## score.fraction
    A score is no whole number.
    why: The mapping says `round: none`, and PX Insights takes whole scores only.
    data: The record was rejected.
    do: Choose a rounding, such as `round: half_up`.

    ## score.range
    A score is outside of its scale.
    why: Mostly a scale of ten or a hundred points, or 0 for “no score”.
    data: The record was rejected.
    do: `scale: {from: [1, 10]}` converts; `clamp: true` takes the nearest; a condition under `where`
      leaves zeros out.

    ## score.not-in-table
    A score is not in the mapping's table.
    why: A word or sign that the table lacks.
    data: The record was rejected.
    do: Add it to `table`.

    ## score.scale
    The scale in the record is none.
    why: `scale.min` and `scale.max` are taken from the record and are no lower and higher number there.
    data: The record was rejected.
    do: Look at the fields; set fixed numbers if the vendor's scale is fixed.

    ## date.unreadable
    A date fits none of the mapping's formats.
    why: The vendor writes another format, perhaps only in some records, or names months in another
      language.
    data: The record was rejected.
    do: Add the format to `format`, which may be a list. `reviewferry guess` proposes one.

    ## date.no-zone
    A time has no zone.
    why: Neither the value nor the mapping tells the zone, and a guess would move reviews to another day.
    data: The record was rejected.
    do: Set `time_zone` to the zone of the vendor's dates, such as `Europe/Paris`.

    ## product.origin-missing
    A product has no origin.
    why: `product.origin` takes a field that is empty here.
    data: The record was rejected.
    do: Give it a `default`, or set `origin` of the mapping.

    ## product.no-identifier
    Nothing identifies the product of a review.
    why: All of its identifiers (UUID, model code, metadata) are empty: often a review of the shop itself.
    data: The record was rejected; such reviews of a converted set are parked or rejected as `--unmatched`
      says.
    do: Take further fields, or leave reviews of the shop out with a condition under `where`.

    ## product.uuid
    A product's UUID is none.
    why: The field holds another identifier, such as an SKU.
    data: The record was rejected.
    do: Map it under `product.metadata`; or `on_mismatch: omit` with `matches`.

    ## product.type
    A product's type is neither `product` nor `product_model`.
    why: The field has other words.
    data: The record was rejected.
    do: Translate them with `lookup`.

    ## product.unmatched
    The catalog has no such product (`--unmatched reject`).
    why: The product is not in the PIM, has another identifier there, or the catalog is old.
    data: The review was rejected and stands in the run's rejects; nothing of it was sent.
    do: `reviewferry reconcile` shows near misses; mend the identifier, read the catalog again, then
      submit the export again.

    ## product.deleted
    The product of a review was deleted in the PIM (`--unmatched reject`).
    why: An event or a whole reading of the catalog said so.
    data: The review was rejected and stands in the run's rejects; nothing of it was sent.
    do: Nothing, or read the catalog again if it exists after all.

    ## value.required
    A required value is empty.
    why: The mapping says `required: true`.
    data: The record was rejected.
    do: Add a `default`, another field, or remove `required`.

    ## value.mismatch
    A value does not match its pattern.
    why: `matches` checks it, such as the digits of a GTIN.
    data: The record was rejected.
    do: Mend the pattern; `on_mismatch: omit` leaves such values out and keeps the record.

    ## value.not-an-integer
    A value is no whole number.
    why: Votes and fields of `type: integer` are whole.
    data: The record was rejected.
    do: Clean the value with `extract` or `replace`, or give the field another type.

    ## value.negative
    A count of votes is negative.
    why: The vendor nets up and down votes, or writes -1 for “none”.
    data: The record was rejected.
    do: Take another field, or replace such values.

    ## value.not-a-number
    A value is no number.
    why: The field is of `type: number`.
    data: The record was rejected.
    do: Clean the value with `extract` or `replace`, or give the field another type.

    ## value.not-a-boolean
    A value is neither true nor false.
    why: The field is of `type: boolean`.
    data: The record was rejected.
    do: Translate its words with `lookup`.

    ## value.lookup
    A value is not in the lookup table.
    why: The mapping says `missing: reject`.
    data: The record was rejected.
    do: Add it to the table, or choose `missing: keep` or `empty`.

    ## value.kind
    A value is an object.
    why: A selector ends at a JSON object where text is expected.
    data: The record was rejected.
    do: Select one of its members.

    ## value.url-encoding
    The %-codes of a value are not UTF-8.
    why: `url_decode` met an address in another encoding.
    data: The record was rejected.
    do: Remove `url_decode`, or take another field.

    ## value.pattern-limit
    A regular expression takes too long.
    why: Nested repetitions such as `(a+)+` try endless combinations on some texts.
    data: The record was rejected.
    do: Write the expression without nested repetitions.

    ## value.too-long
    A value is longer than reviewferry takes.
    why: No real title or text is: look for a field that holds a whole document.
    data: The record was rejected.
    do: Take another field.

    ## each.too-large
    One record makes too many bytes of reviews.
    why: `each` makes a review of every item; a large text times many items exceeds a bound of memory.
    data: The review and those behind it of the same record were rejected.
    do: Look at the record: its items may be repeated by mistake.
    """#)
}
