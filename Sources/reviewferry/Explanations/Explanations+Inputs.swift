extension Explanations {
  static let inputs = ExplanationGroup(
    "Files and pipes",
    #"""
    ## input.none
    No input is named.
    why: The command was given no file, or an empty name. Only a mapping whose own program is the source (`format: command`)
      needs none, unless its `run` has `{input}`.
    data: Nothing was read.
    do: Name the export, or `-` for standard input.

    ## input.missing
    An input does not exist.
    why: The name is mistyped, a pattern fits no file, or the name is a link to something that was never
      fetched (git-annex).
    data: Nothing was read from it.
    do: Correct the name; `fix:` or the sentence names the nearest file where there is one. Links of
      git-annex: `git annex get FILE`.

    ## input.is-folder
    A folder stands where a file is expected.
    why: Some inputs may be folders, this one may not.
    data: Nothing was read.
    do: Name the file in it.

    ## input.not-readable
    A file or folder cannot be opened.
    why: The user who runs reviewferry may not read it, or the disk reports an error; the sentence has the
      system's words.
    data: Nothing was read from it; the files of a folder that cannot be read were left out.
    do: Give the user the right to read it, and run again.

    ## input.no-fitting-file
    A folder or a ZIP archive holds no file of the mapping's format.
    why: Folders and archives are searched by the endings of names (`.csv`, `.json`, `.xml`…, also with `.gz`),
      folders not in sub-folders and not for archives.
    data: Nothing was read from it.
    do: Name the files themselves, the archive, or the sub-folder.

    ## input.twice
    The same file was named twice.
    why: It fits two arguments or patterns, or a second name links to it.
    data: It is read once; nothing is lost or doubled.
    do: Nothing; or name it once.

    ## input.empty
    A file has no content.
    why: The export failed, or had nothing to export.
    data: There are no records in it.
    do: Look at the vendor's export. `events import` takes an empty input for no events.

    ## input.wrong-kind
    A file is of another kind than the mapping's format.
    why: Its first bytes are those of a ZIP, a spreadsheet, HTML, XML, JSON or CSV where another was
      expected; often a login page or an error page was saved in place of the export.
    data: Nothing was read from it.
    do: Look at the file; unpack or export it again, or choose the mapping for that format. `reviewferry
      guess FILE` says what it is.

    ## input.wrong-encoding
    A file's byte order mark contradicts the mapping.
    why: The file begins with the mark of one encoding, the mapping's `source.encoding` names another.
    data: Nothing was read from it.
    do: Remove `encoding` from the mapping's source: the mark decides then.

    ## gzip.truncated
    A compressed file ends too early.
    why: A download or a copy was cut off.
    data: The records before the end were used; what followed is missing. The run ends with status 2, or
      66 where nothing came before.
    do: Fetch the file again and compare its size, then run again: what was accepted is not sent again.

    ## gzip.corrupt
    Compressed data is damaged.
    why: A bad copy, a transfer in text mode, or a bad disk; checksums do not fit.
    data: The records before the damage were used; what followed was not read. The run ends with status 2,
      or 66 where nothing came before.
    do: Fetch the file again; `gzip -t FILE` tells whether it is whole.

    ## gzip.trailing-garbage
    Something else follows the compressed data.
    why: Some tools append zeros or a signature; or two files were glued together, the second not
      compressed.
    data: The compressed data was read whole; what follows it was not read.
    do: Usually nothing. If records are missing, look at what follows.

    ## gzip.expansion
    A compressed file grows suspiciously much.
    why: More than `--max-expansion` times its size: an attack by a small file that would fill the disk,
      or a very repetitive export.
    data: Reading stopped; the records before it were used.
    do: If the file is genuine, raise `--max-expansion`.

    ## gzip.memory
    There is not enough memory to inflate a file.
    why: The machine or the container has very little left.
    data: Reading stopped.
    do: Free memory, or raise the container's limit.

    ## zip.damaged
    A ZIP archive is damaged or cut off.
    why: A download or a copy was cut off: what an archive holds stands at its end. Or its records contradict
      each other: files that share bytes, files that lie outside of it, two archives glued together.
    data: Nothing was read from it.
    do: Fetch it again and compare its size; `unzip -t FILE` tells whether it is whole.

    ## zip.corrupt
    A file of a ZIP archive is damaged.
    why: A bad copy, or a bad disk: what is unpacked has not the length and the checksum that the archive
      has of it. Or somebody wrote to the archive while it was read.
    data: The records before the damage were used; what followed was not read. The other files of the
      archive are read. The run ends with status 2, or 66 where nothing came before.
    do: Fetch the archive again; `unzip -t FILE` tells whether it is whole.

    ## zip.unsupported
    A ZIP archive, or a file of it, is of a kind that is not read.
    why: It is encrypted, split into parts, packed by another method than deflate (Windows takes Deflate64 for
      files of more than 2 GB), a symbolic link, twice in the archive, or has a name such as `../x`.
    data: Nothing was read from it; the run did not begin.
    do: Unpack it with the program that made it and name the files, or have it made again without a password. To
      leave the file out, name those you mean: `export.zip/reviews.csv`, or `'export.zip/*.csv'`.

    ## zip.expansion
    A file of a ZIP archive grows suspiciously much.
    why: More than `--max-expansion` times what it is packed: an attack by a small file that would fill
      the disk, or a very repetitive export.
    data: Reading stopped; the records before it were used.
    do: If the file is genuine, raise `--max-expansion`.

    ## zip.left-out
    A ZIP archive holds files that are not read.
    why: Their names do not end like those of the mapping's format; `.txt` counts only where nothing else does.
    data: The others were read; nothing of these was.
    do: Nothing, if they are no data. Else name the files that you mean: `export.zip/reviews.dat`; the warning goes
      then, too.

    ## io.read
    Reading a file stopped in the middle.
    why: The disk, the network folder or the pipe reported an error; the sentence has the system's words.
    data: The records before it were used; the rest was not read. The run ends with status 2, or 66 where
      nothing came before.
    do: See to the disk or the connection and run again.

    ## io.write
    An output cannot be written.
    why: A full disk, a quota, a missing folder, or no right to write there; the sentence has the system's
      words.
    data: The output was not written. A folder of `convert` is complete or absent, never half.
    do: Free space, or write elsewhere.

    ## io.spill
    A temporary file cannot be written or read.
    why: Reviews that do not fit into `--memory` are kept in temporary files; their disk is full or not
      writable.
    data: The run was stopped; the output was not written. What `submit` had sent stays accepted.
    do: Free space there, name another folder with `--temp-dir`, or give more memory.

    ## io.closed-pipe
    The reader of a pipe has gone.
    why: For example `… | head -n 1`: it took what it wanted.
    data: The rest was not written; that is no error.
    do: Nothing.
    """#)
}
