extension Explanations {
  static let catalog = ExplanationGroup(
    "The catalog and parked reviews",
    #"""
    ## catalog.ambiguous
    Several items of the catalog have the same identifier.
    why: An attribute that is no real identifier, or a mistake in the PIM.
    data: All are in the catalog; a review with it could be of any of them, and is sent for the API to
      decide.
    do: Mend it in the PIM, or use another key.

    ## catalog.duplicate
    A product is named twice in the files.
    why: An export of several channels or locales, or two exports.
    data: The later row counts.
    do: Nothing, if both say the same.

    ## catalog.empty
    The ledger holds no catalog.
    why: None was imported or pulled into it.
    data: Nothing could be looked up.
    do: `reviewferry catalog import` or `catalog pull` first.

    ## catalog.format
    A format is not built in.
    why: Another build of reviewferry knows it.
    data: Nothing was read.
    do: Use a build with that format.

    ## catalog.future
    A file was changed in the future, by its time.
    why: A wrong clock on one of the machines.
    data: It is taken to show the catalog as it is now.
    do: Set the clocks; `--as-of` tells the time of an export.

    ## catalog.gtin
    A GTIN is not right.
    why: It has a wrong check digit or length.
    data: It was taken as it is.
    do: Mend it in the PIM if reviews name the right one.

    ## catalog.no-shared-key
    The mapping names products by keys that the catalog was not read by.
    why: The catalog was read with other keys, such as `ref`, or the mapping calls the key otherwise.
    data: Only a UUID or the code of a model can find a product.
    do: Read the catalog by that key (`--key sku=ATTRIBUTE`), or mend the mapping.

    ## catalog.old
    What the catalog shows is more than 30 days old.
    why: The nightly `catalog pull` or `catalog import` is missing or failing, or reads an old export.
    data: Reviews of newer products are taken for unknown, and parked.
    do: Read it again; then `reviewferry ledger release` sends what was parked.

    ## catalog.partial
    Some products were read into the catalog, but never all of them.
    why: It was imported without `--complete`, cut off, or pulled by `--since` alone.
    data: Nothing is parked by it unless `--unmatched` says so: what it lacks may well exist.
    do: `reviewferry catalog pull`, or `catalog import --complete`.

    ## catalog.no-column
    The file lacks the column of an identifier.
    why: Another export profile, or another name of the column.
    data: Nothing was read from it.
    do: Name the column: `--key sku=COLUMN`.

    ## catalog.no-identifier
    A row names no product or model.
    why: UUID, identifier and code are all empty.
    data: The row was rejected; with `--complete` the import then counts as a part.
    do: Mend the export.

    ## catalog.not-complete
    A reading with `--complete` is not whole.
    why: Rows were rejected, or a file could not be read.
    data: What was read counts, but nothing is taken for deleted.
    do: Mend the export and import it again with `--complete`.

    ## catalog.older
    The files are older than a whole reading before.
    why: An old export was imported again.
    data: What that reading did not show stays deleted.
    do: Export anew; or `--as-of`, as `fix:` says, if that reading was wrong.

    ## catalog.shrunken
    A whole export lacks more than usual.
    why: Mostly a filtered or cut export: more than a tenth of the known items is missing.
    data: What was read counts, but nothing is taken for deleted.
    do: Look whether the export is whole; if so, import it again with `--max-removed N`.

    ## catalog.stale
    Items changed after the catalog was read (told by `status`).
    why: Events told so.
    data: Their identifiers in the catalog may be old.
    do: Read the catalog again.

    ## catalog.too-long
    An identifier is longer than any in a PIM.
    why: A column of texts was named as a key.
    data: The row was rejected.
    do: Name the right column with `--key`.

    ## catalog.too-many-keys
    A catalog was asked to have too many keys.
    why: Each key costs time and space in the ledger.
    data: Nothing was read.
    do: Name only attributes that reviews are identified by.

    ## catalog.uuid
    A UUID is none.
    why: The column `uuid` holds something else.
    data: The row was rejected.
    do: Mend the export.

    ## pull.abandoned
    A pull that was cut off is given up.
    why: This one was told otherwise: another `--key`, `--since` or PIM.
    data: This pull begins anew; the catalog as it was before stays until it ends.
    do: Nothing; repeat the options of the cut pull to go on with it.

    ## pull.clock
    The catalog was read at a time that lies ahead of the PIM's clock.
    why: The clock of a machine was wrong when it was read.
    data: That reading counts as one of now, and this pull reads everything.
    do: Check the clock of this machine.

    ## pull.empty-page
    A page that the PIM named as the next one is empty.
    why: The PIM was not well, or the link was spoilt on its way.
    data: Where the list ends is not known, so nothing is taken for deleted.
    do: Run it again; if it stays so, begin anew with `--restart`.

    ## pull.circle
    A page names itself as the next one.
    why: A fault of the PIM or of a proxy before it.
    data: What was read is kept; the pull did not come to its end.
    do: Run it again with `--restart`.

    ## pull.foreign-link
    The next page is at another host.
    why: The PIM writes another name in its links than `--pim-url`; the token would go there.
    data: What was read is kept; the pull did not come to its end.
    do: If both are the same PIM, give `--pim-url` as the PIM writes it.

    ## pull.gap
    The last pull read changes since a moment up to which nobody had read them.
    why: `--since DATE` was later than the pull before it.
    data: This pull begins where the unbroken row of pulls ends, so nothing is left out.
    do: Nothing.

    ## pull.key-not-shown
    No product of the first page has the attribute of a key.
    why: A slip of the pen, or the connection may not see it.
    data: The values of that key stay as they are.
    do: Name the attribute: `--key ean=ATTRIBUTE`.

    ## pull.link
    The link to the next page cannot be followed.
    why: It is no address of the same list.
    data: What was read is kept; the pull did not come to its end.
    do: Run it again; if it stays so, the PIM's API is not as it is described.

    ## pull.nameless
    Products without a UUID were not looked at for deletion.
    why: They came from an export without UUIDs, and the pull did not read the main identifier.
    data: They stay in the catalog as they are.
    do: Name the attribute of the identifier with `--key`.

    ## pull.no-key
    No product of the first page shows an identifier.
    why: The PIM has another identifier attribute.
    data: Products are known by UUID and models by code alone.
    do: Name it: `--key sku=ATTRIBUTE`.

    ## pull.no-last
    There is no earlier pull to go on from.
    why: `--since last` was given for the first time.
    data: The whole catalog is pulled.
    do: Nothing.

    ## pull.no-name
    An item has neither UUID nor code.
    why: The PIM's answer is not as it is described.
    data: The item was rejected; nothing is taken for deleted.
    do: Report it to who runs the PIM.

    ## pull.no-overlap
    `--overlap` was given without `--since last`.
    why: Its variable is set for all pulls of the machine, or `--since last` was forgotten.
    data: It is ignored.
    do: Nothing, or add `--since last`.

    ## pull.no-page
    What the PIM answered is no page of a list.
    why: Another service answers at the address: a login page, a proxy.
    data: What was read is kept; the pull did not come to its end.
    do: Check `--pim-url`; if it is right, run it again.

    ## pull.not-whole
    The pull does not show the whole catalog.
    why: Items were rejected, or the connection may not see all.
    data: What was read counts, but nothing is taken for deleted.
    do: See the problem before it.

    ## pull.other-keys
    Other keys were pulled before.
    why: `--since` brings only what changed; the rest has values of the keys before.
    data: Those items keep their old values.
    do: Pull once without `--since`.

    ## pull.shown-none
    The PIM shows none of a kind that the catalog knows.
    why: The connection's rights changed, or all were deleted.
    data: None of them is taken for deleted.
    do: Check what the connection may see.

    ## pull.shrunken
    The PIM shows far fewer items than the catalog knows.
    why: The connection may see less than before, the list was cut, or many products were deleted.
    data: What was shown is in the catalog; nothing is taken for deleted.
    do: Look what the connection may see; if the PIM has no more, pull again with `--max-removed`.

    ## pull.too-long
    An identifier is longer than any in a PIM.
    why: The PIM's answer is not as it is described.
    data: The item was rejected; nothing is taken for deleted.
    do: Report it to who runs the PIM.

    ## pull.whole-first
    A whole pull was cut off, and `--since last` goes on with it.
    why: The one before was interrupted, or the PIM was not reachable.
    data: Changes since it began come with the next pull.
    do: Nothing.

    ## pull.uuid
    A product's UUID is none.
    why: The PIM's answer is not as it is described.
    data: The item was rejected; nothing is taken for deleted.
    do: Report it to who runs the PIM.

    ## enrich.no-key
    The mapping looks products up by a key that the catalog lacks.
    why: The catalog was read without that `--key`.
    data: Products are not found by it; `enrich` finds them by its other keys, or not at all.
    do: Read the catalog again with that `--key`.

    ## enrich.no-ledger
    The mapping looks products up, but no ledger is named.
    why: `enrich` needs the catalog of a ledger.
    data: Nothing was done.
    do: Name it with `--ledger` or `--pim-url`.

    ## enrich.rehearsal
    A rehearsal has no catalog to look products up in.
    why: Its ledger is a temporary one.
    data: Reviews are sent as they are mapped.
    do: Nothing.

    ## parked.many
    A run has parked more reviews for the first time than `--max-parked` allows.
    why: A catalog that is not the shop's, old or read by another key, or a mapping that names products otherwise.
    data: They wait in the ledger; nothing is lost. The run ends with 1.
    do: `reviewferry status --parked` lists the products, `reconcile` near misses; where the catalog is at fault read
      it again, then `reviewferry ledger release`.

    ## parked.releasable
    Parked reviews can be sent now (told by `status`).
    why: An import, a pull or an event made their product known.
    data: They wait in the ledger.
    do: `reviewferry ledger release` sends them; so does the next `submit`.

    ## parked.waiting
    Parked reviews wait for their product (told by `status`).
    why: The catalog does not have it.
    data: They wait in the ledger; nothing is lost.
    do: `reviewferry status --parked` lists the products; create or mend them in the PIM, then read the
      catalog.

    ## parked.unknown
    Nothing is parked of that product.
    why: A slip of the pen, or they were sent already.
    data: Nothing was sent.
    do: `reviewferry status --parked` lists the products.

    ## parked.unmatched
    The catalog does not have that product yet.
    why: It was not read since the product was made.
    data: Nothing was sent; the reviews stay parked.
    do: Read the catalog, or give `--all` to send them all the same.
    """#)
}
