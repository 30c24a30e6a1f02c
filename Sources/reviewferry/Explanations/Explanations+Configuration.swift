extension Explanations {
  static let configuration = ExplanationGroup(
    "The configuration file",
    #"""
    ## config.file
    The configuration cannot be read.
    why: The file that `--config` names is not there, or what is found is no regular file, is larger than
      64 KiB, is not UTF-8 or may not be read.
    data: Nothing was read or sent.
    do: Name the right file, or `--config none` to go without.

    ## config.untrusted
    The configuration may have been written by somebody else.
    why: It says where credentials are sent. Every user may write the file, or the one in the working
      folder belongs to another user.
    data: It was not used; nothing was read or sent.
    do: Look at what it says; then `chmod o-w`, or name it with `--config`.

    ## config.yaml
    The configuration cannot be understood.
    why: It is not YAML; the line and column are those where that shows.
    data: Nothing was read or sent.
    do: Mend it; values with `: `, ` #` or a leading `*`, `&`, `%` or `@` stand in quotes.
    example:
      mapping: judgeme-csv
      pim-url: https://shop.cloud.akeneo.com
      max-rejects: 0.5%

    ## config.unknown-key
    A key of the configuration is no option.
    why: A slip of the pen, or an option of another command than the one it stands below.
    data: Nothing was read or sent.
    do: Keys are the names of options without the dashes, as `reviewferry submit --help` lists them.

    ## config.duplicate-key
    A key of the configuration is there twice.
    why: A line was copied.
    data: Nothing was read or sent: which of the two is meant is not clear.
    do: Keep one.

    ## config.secret
    A secret stands in the configuration.
    why: Configurations are copied, mailed and checked in; secrets must not be.
    data: It was not used, and is not shown; nothing was read or sent.
    do: Take it out, set the variable that `fix:` names or use a file of mode 0600, and change the secret
      if others could read it.

    ## config.place
    An option does not belong there.
    why: `output`, `format`, `force`, `port` and `as-of` mean something else in each command, so they stand
      below the name of one; what is about one run, such as `rehearse` or what is forgotten, is typed.
    data: Nothing was read or sent.
    do: Move it below the command's name, or type it.
    example:
      max-reviews: 20
      submit:
        output: runs/last

    ## config.value
    A value of the configuration is not what its option takes.
    why: It is checked as if it were typed.
    data: Nothing was read or sent.
    do: Mend it; the help of the command says what is expected.
    """#)
}

extension Explanations {
  static let setup = ExplanationGroup(
    "Setting up with init",
    #"""
    ## init.missing
    `init` lacks an answer that only you can give.
    why: There is no terminal to ask at, or `--yes` was given, and the export or the PIM was not named.
    data: Nothing was written.
    do: Give what is missing as an option.

    ## init.ended
    The input ended before all was answered.
    why: Ctrl-D, or a terminal that went away.
    data: Nothing was written.
    do: Start it again; each answer can be given as an option.

    ## init.answer
    An answer will not do.
    why: It is none of the words that can be chosen, a folder where a file is needed, a file that would be two
      things, such as ledger and configuration, or a schedule for what a Singer tap wrote once.
    data: Nothing was written.
    do: Choose one of those that are listed (`reviewferry init --help` has them all), or do what `fix:` says.

    ## init.name
    A path cannot stand in a schedule.
    why: It holds a control character, such as a line end.
    data: Nothing was written.
    do: Rename the file or the folder.
    """#)
}
