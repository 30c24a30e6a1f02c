extension Explanations {
  static let output = ExplanationGroup(
    "Output folders, metrics and runs",
    #"""
    ## output.name
    A name cannot be a folder.
    why: `--output` is empty, or ends in something that cannot be made.
    data: Nothing was written.
    do: Name a folder that does not exist yet.

    ## output.exists
    The output is there already.
    why: reviewferry replaces nothing without being told.
    data: Nothing was written; what is there was left as it is.
    do: Name another; `--force` replaces it where the command has that option.

    ## output.not-ours
    `--force` refuses to replace a folder.
    why: It is no folder, or holds files that `convert` never writes: it might be somebody's data.
    data: Nothing was written; what is there was left as it is.
    do: Move the strange files away, or name another folder.

    ## output.holds-input
    The output would replace an input.
    why: The output is a file or folder that is itself read, or holds one that is.
    data: Nothing was written.
    do: Name another output.

    ## output.leftover
    The replaced output could not be removed.
    why: `--force` first writes the new folder, then removes the old one; that was refused.
    data: The new output is complete; the old one is still there under the name in the sentence.
    do: Remove it by hand.

    ## metrics.write
    The metrics file was not written.
    why: Its folder is missing, it cannot be written, or what is there is no regular file.
    data: The run itself is not touched; the old metrics stay, so their time tells that they are old.
    do: Make the folder; name a regular file with `--metrics-file`.

    ## report.write
    The report of a run was not written.
    why: Its folder is missing, or it cannot be written.
    data: The run itself is not touched; a report that was there stays. Said before a run begins, nothing was done.
    do: Make the folder, or name another file; `reviewferry report` makes the page of a run again.

    ## report.not-ours
    A report would replace a file that is none.
    why: `--report`, or `--output` of `report`, names a file that reviewferry did not write as a report, or no regular file.
    data: The file was left as it is. Said before a run begins, nothing was done.
    do: Name another file, or move that one away.

    ## report.no-file
    `report` was not told where to write.
    why: It writes an HTML page, and standard output is a terminal.
    data: Nothing was done.
    do: Name a file with `--output`; `-` shows the page's source.

    ## report.no-summary
    A file is no summary of a run.
    why: It is not the `summary.json` of a run or of `convert`, or it was changed: a key is missing or of another type, or a count cannot be.
    data: Nothing was written.
    do: Give the `summary.json` or the folder that holds it.

    ## report.newer
    A summary was written by a newer reviewferry.
    why: The version of its details is not known yet.
    data: Nothing was written.
    do: Make the report with that version.

    ## run.cancelled
    A run was cancelled.
    why: A signal, or the end of another part of the run.
    data: What was accepted is noted; the rest is as it was.
    do: Run it again.

    ## run.unfinished
    The last run did not come to its end (told by `status`).
    why: It was killed, the machine went down, or it is a run that stopped.
    data: What was accepted before is noted; the rest was not sent.
    do: Run it again: it goes on where it was.

    ## run.refused
    The last run had reviews that the API refused (told by `status`).
    why: See the answers: `reviewferry rejects list`.
    data: Bodies and answers wait in the run's folder.
    do: Mend the mapping or the data, then `reviewferry rejects retry`.

    ## run.rejected
    The last run had records that were rejected (told by `status`).
    why: They have no id, no score, an unreadable date…; `reviewferry rejects list` has each reason.
    data: They wait in `rejects.jsonl` of the run's folder, with the raw record.
    do: Mend the mapping or the data, then `reviewferry rejects retry`.

    ## runs.not-pruned
    Folders of old runs were not removed.
    why: They cannot be read or removed, or hold something strange.
    data: They stay; nothing else is touched.
    do: Remove them by hand, or see to their rights.
    """#)
}
