extension Explanations {
  static let singer = ExplanationGroup(
    "Singer taps",
    #"""
    ## singer.message
    A line of the tap is JSON, but no Singer message.
    why: It has no `type`, or lacks what its type must have: `stream` and `record`, or `value`. Something
      else than the tap writes into the pipe, or the file is no tap's output.
    data: The line was rejected; the next ones are read.
    do: See what it is with `rejects show`. A file of plain JSON Lines has `format: json`.

    ## singer.type
    The tap sends messages of a type that is not known here.
    why: The specification permits any type; known are RECORD, SCHEMA, STATE and ACTIVATE_VERSION.
    data: The messages were passed over; each type is told once.
    do: Nothing, if the tap's documentation says that they carry no records.

    ## singer.schema
    The stream's schema has no field that the mapping selects.
    why: The tap has another version than the mapping was written for, the field is not selected in the tap,
      or the schema changed in the middle of the stream.
    data: Nothing is lost: the field is taken as missing, as of a record that lacks it. Where the mapping
      needs it, the records are rejected.
    do: Select the field in the tap, or change the mapping.

    ## singer.activate-version
    The tap has sent a stream whole and says that all that it did not send is gone.
    why: ACTIVATE_VERSION asks a target to delete what an older version of the stream had. The API of
      PX Insights creates and updates reviews and deletes none.
    data: Nothing was changed.
    do: Nothing; or have withdrawn reviews removed by Akeneo.

    ## singer.batch
    The tap gives its records in files.
    why: BATCH messages are a preview of the Meltano SDK: they name files of any format at any place, and
      carry no state. A tap sends them only where its `batch_config` says so.
    data: Reading stopped at the message; what came before was used, and no state was written.
    do: Take `batch_config` out of the tap's settings.

    ## singer.stream-missing
    Nothing came of the streams that the mapping names, but others did.
    why: `streams` is misspelled, or the stream is not selected in the tap.
    data: Where nothing came of any of them, no record was used. Where something came of others, it was used, and this
      is a warning. No state was written either way, so that nothing is passed over for good.
    do: Name the stream as the tap does, or select it: `meltano select TAP --list`.

    ## singer.state-held
    The tap's last state was not written to standard output.
    why: The run did not end with status 0, or a signal ended it, all was rejected, nothing came of a stream that the
      mapping names, or several inputs had a state. A state that is given back tells the tap never to send again what
      came before it; so it is held while records are unsent, an input is broken, or more are rejected than allowed.
    data: Nothing is lost: the tap gives the same records again, and what was accepted is not sent again.
    do: Look at what stopped the run; for rejects, mend the mapping or set `--max-rejects`;
      for parked reviews, read the catalog again or set `--max-parked`.

    ## singer.streams
    The mapping names no stream.
    why: A tap has many streams, and those without reviews must not be mapped.
    data: Nothing was read.
    do: Set `source: { format: singer, streams: [reviews] }`.
    """#)
}
