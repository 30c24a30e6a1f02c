extension Explanations {
  static let ledger = ExplanationGroup(
    "The ledger",
    #"""
    ## ledger.in-use
    Another run holds the ledger.
    why: A schedule started again before the last run came to its end, or a pull into the same ledger is
      under way.
    data: Nothing was done; status 75.
    do: Wait until it has ended. The lock ends with its process: there is none to remove.

    ## ledger.busy
    Another program works on the ledger's database.
    why: Such as an SQLite shell with an open transaction, or a backup.
    data: The change was not made.
    do: End that program, then run again.

    ## ledger.corrupt
    The ledger is damaged.
    why: A broken disk, or a copy made while it was open.
    data: It was left as it is.
    do: Move it away: a new one is begun, and the next run sends every review once more, which the API
      takes as updates.

    ## ledger.file
    The ledger's file cannot be opened, made or locked.
    why: No right to its folder, or a file system without locks.
    data: Nothing was done.
    do: Allow writing to the file and its folder, or name another with `--ledger`.

    ## ledger.foreign
    The file is no ledger.
    why: It is another program's database.
    data: It was left as it is.
    do: Name another file with `--ledger`.

    ## ledger.interrupted
    The run before ended without a word.
    why: It was killed, or the machine went down.
    data: What it sent and did not note is sent again, which the API takes as updates.
    do: Nothing.

    ## ledger.missing
    There is no ledger.
    why: This PIM or name has had no run yet.
    data: Nothing was done.
    do: `submit` and `catalog import` make it; name the one you mean with `--ledger`.

    ## ledger.newer
    The ledger was written by a newer reviewferry.
    why: A downgrade, or two versions on one ledger.
    data: It was left as it is.
    do: Use the newer reviewferry, or another ledger.

    ## ledger.no-home
    No folder for the ledger is known.
    why: Neither `XDG_STATE_HOME` nor `HOME` is set, as in many services.
    data: Nothing was done.
    do: Name the ledger with `--ledger`.

    ## ledger.not-confirmed
    `ledger forget` was not confirmed.
    why: Standard input is no terminal to ask at.
    data: Nothing was forgotten.
    do: Give `--yes`.

    ## ledger.other-target
    The ledger belongs to another API or PIM.
    why: What one API accepted says nothing of another.
    data: Nothing was sent.
    do: Name another ledger, or check `--api-url` and `--pim-url`.

    ## ledger.pim-url
    The ledger cannot be named after the PIM.
    why: The PIM URL has no host.
    data: Nothing was done.
    do: Write it as `https://example.cloud.akeneo.com`, or name the ledger with `--ledger`.

    ## ledger.read-only
    The ledger cannot be written.
    why: It or its folder is read-only.
    data: Nothing was done.
    do: Allow writing to the file and its folder, or name another.

    ## ledger.replaced
    The ledger was removed or replaced while it was open.
    why: Somebody moved or restored it during a run.
    data: What was not noted in it is not stored, and is sent again.
    do: Start the command again.

    ## ledger.unknown
    The ledger has no such review.
    why: An origin or id is mistyped, or was never accepted.
    data: Nothing was forgotten.
    do: `ledger export` (or `--parked`) writes what it has.

    ## ledger.write
    The ledger cannot be worked on.
    why: The disk is full or reports an error.
    data: What was not noted in it is sent again by the next run.
    do: See to the disk and run again.
    """#)
}
