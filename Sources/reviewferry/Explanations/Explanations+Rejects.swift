extension Explanations {
  static let rejects = ExplanationGroup(
    "Rejects and retries",
    #"""
    ## rejects.missing
    There is no such folder.
    why: The name is mistyped.
    data: Nothing was read.
    do: Correct it; without a folder, the last run of the ledger is shown.

    ## rejects.not-readable
    A file of a run's folder cannot be read.
    why: No right to read it, or the disk reports an error.
    data: What cannot be read is not shown.
    do: See to its rights.

    ## rejects.not-ours
    The folder is none of a run or of `convert`.
    why: It has neither `run.json` nor `manifest.json`.
    data: Nothing was read.
    do: Name the folder of a run, or one that `convert` wrote.

    ## rejects.newer
    The run's folder was written by a newer reviewferry.
    why: A downgrade.
    data: Nothing was read.
    do: Use the newer reviewferry.

    ## rejects.older
    The run's folder was written by an older reviewferry.
    why: Its form has changed since.
    data: Nothing was read.
    do: Use the reviewferry that wrote it.

    ## rejects.damaged
    A file of the run's folder is damaged.
    why: It was edited, or cut off when the machine went down.
    data: Nothing was read from it.
    do: Take the folder of another run, or submit the export again.

    ## rejects.broken-line
    A line of `rejects.jsonl` cannot be read.
    why: It was edited or cut off.
    data: The line was passed over.
    do: Nothing; submit the export again if it mattered.

    ## rejects.no-run
    There is no such run.
    why: Old folders are removed after `--keep-runs` runs, or the ledger is another one.
    data: Nothing was read.
    do: Take one of those named in the sentence.

    ## rejects.not-found
    There is no such reject.
    why: The number is mistyped, or of another run.
    data: Nothing was shown.
    do: `reviewferry rejects list` names them.

    ## retry.input-changed
    An input is not as the run read it.
    why: It was exported anew or edited; the numbers of records may mean others.
    data: Nothing was sent.
    do: If it was mended with its records in the same order, say so with `--input`; else submit it whole.

    ## retry.input-missing
    An input is gone.
    why: It was moved or removed since.
    data: Nothing was sent.
    do: Name it where it is now with `--input`.

    ## retry.input-needed
    Where an input lies is not known.
    why: The run was started in another folder, or the rejects are older than that note.
    data: Nothing was sent.
    do: Name it with `--input`.

    ## retry.input-twice
    Two files stand for the same input.
    why: `--input` was given twice for it.
    data: Nothing was sent.
    do: Name one of them.

    ## retry.input-unmatched
    Which input a file stands for is not clear.
    why: Its name is none of the run's.
    data: Nothing was sent.
    do: Say it with `--input 'NAME=FILE'`.

    ## retry.no-mapping
    With which mapping the records were rejected is not known.
    why: The run's folder does not tell.
    data: Nothing was sent.
    do: Name the mended one with `--mapping`.

    ## retry.nothing
    There is nothing to retry.
    why: The run has no rejected records and no refused requests.
    data: Nothing was sent.
    do: Name another run with `--run`; `reviewferry ledger status` lists the last ones.

    ## retry.record-missing
    Records that were rejected are no longer in the file.
    why: The file was shortened.
    data: They were not sent; the others were.
    do: Submit the export again if they are in a newer one.

    ## retry.program
    The rejected records came from a program.
    why: The mapping has `format: command` and no file was named: what the program wrote is not kept.
    data: Nothing was sent.
    do: Submit again; the program gives the records again, and only what is new is sent.

    ## retry.standard-input
    Rejected records came from standard input.
    why: It cannot be read again.
    data: Nothing was sent.
    do: Write the same data to a file and name that with `--input`.

    ## retry.superseded
    Reviews were accepted with newer content since.
    why: A later run sent them.
    data: The older content was not sent.
    do: Nothing; `--resend` sends the older content all the same.

    ## retry.unfinished
    The retry did not come to its end.
    why: It was stopped; the problem before it says why.
    data: The run's folder still has all that was rejected or refused.
    do: Run it again: what was accepted is not sent again.

    ## retry.unmatched
    Reviews rejected for their product are no records to retry.
    why: They were mapped well; the catalog lacks their product.
    data: They are passed over.
    do: Submit the export again once the catalog has the product.
    """#)
}
