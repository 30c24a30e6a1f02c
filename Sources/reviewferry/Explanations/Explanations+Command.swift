extension Explanations {
  static let command = ExplanationGroup(
    "Programs as sources",
    #"""
    ## command.not-allowed
    The mapping has `format: command`, and programs are not allowed to run.
    why: A mapping is a file that people pass on. One that runs a program does so only where a person, or the
      schedule that a person wrote, has said `--allow-commands`.
    data: Nothing was read.
    do: Look at `run` in the mapping; then say `--allow-commands`, or `REVIEWFERRY_ALLOW_COMMANDS=1`. The variable does
      not count for a mapping that a `reviewferry.yaml` has chosen which was merely found: name that with `--config`.

    ## command.run
    `run` names no program.
    why: The list is empty, or begins with an empty text or with `{input}`: an input must not decide what runs.
    data: Nothing was read.
    do: Write the program first, then its arguments.

    ## command.not-started
    The program cannot be run.
    why: It is not there, or may not be executed; the sentence has the system's words.
    data: Nothing was read from it.
    do: Name it with its folder (`./fetch-reviews`, seen from where reviewferry is started), or put it in PATH.

    ## command.failed
    The program ended with another status than 0, or by a signal.
    why: Whatever it says itself: its standard error stands above.
    data: The records that it gave are used, and the run ends with status 2 (66 where it gave none), since more may be
      missing behind them.
    do: Mend what the program says, and run again: only what is new is sent.

    ## command.left
    The program ended, and something that it had started held its output.
    why: A process in the background has the same standard output unless it is told otherwise. For two seconds after
      the program's end nothing came.
    data: What came was used; what was left running was ended.
    do: Let the program `wait` for what it starts, or start it with `> /dev/null`.

    ## command.terminal
    The mapping's program was to read standard input, and that is a terminal.
    why: The program has a process group of its own, so that it can be ended with all that it starts. The system stops
      whatever reads from a terminal in the background, and the run would never end.
    data: Nothing was read.
    do: Give a file or a pipe: `reviewferry submit - < FILE`.

    ## command.not-read
    The pipe to the program broke.
    why: The system's words are in the sentence.
    data: The records before were used; the run ends with status 2.
    do: Run again.
    """#)
}
