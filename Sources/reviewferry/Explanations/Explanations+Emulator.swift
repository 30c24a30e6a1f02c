extension Explanations {
  static let emulator = ExplanationGroup(
    "The emulator",
    #"""
    ## emulator.catalog
    The emulator's catalogue has a fault.
    why: A column or member is missing or wrong; the sentence says which.
    data: The emulator did not start.
    do: Mend the line; `samples/emulator/catalog.jsonl` is an example.

    ## emulator.catalog-missing
    The emulator's catalogue cannot be read.
    why: The file is missing or not readable.
    data: The emulator did not start.
    do: Correct `--catalog`.

    ## emulator.dropped
    Events were not taken by the listener.
    why: It did not answer with 2xx, not even to the last retry; the platform drops them then too.
    data: They are lost for the listener.
    do: See what the listener says of them.

    ## emulator.ended
    The emulator has ended.
    why: The server stopped of itself; the sentence says why, where it is known.
    data: What it kept is lost, but for `--state-file`.
    do: Start it again.

    ## emulator.event-secret
    There is no secret to sign events with.
    why: `--deliver-events` signs as the platform does.
    data: Nothing was posted.
    do: Set `REVIEWFERRY_EVENT_SECRET` as for `events listen`.

    ## emulator.events
    A file of events to deliver has a fault.
    why: A line is no JSON object.
    data: Nothing was posted.
    do: Mend the line.

    ## emulator.events-missing
    The events to deliver cannot be read.
    why: The file is missing or not readable.
    data: Nothing was posted.
    do: Correct `--deliver-events`.

    ## emulator.faults
    The plan of faults has a fault.
    why: It is no YAML, or has a key or value that is not known.
    data: The emulator did not start.
    do: Mend the place; `samples/emulator/faults.yaml` is an example.

    ## emulator.faults-missing
    The plan of faults cannot be read.
    why: The file is missing or not readable.
    data: The emulator did not start.
    do: Correct `--faults`.

    ## emulator.port
    The emulator's port cannot be had.
    why: Another program has it.
    data: The emulator did not start.
    do: Choose another with `--port`; 0 takes any.

    ## emulator.state-file
    The emulator's state cannot be written.
    why: The folder is missing or not writable.
    data: The state is lost.
    do: Correct `--state-file`.

    ## emulator.suspended
    The listener answered so that the platform suspends the subscription.
    why: A redirect and 404 suspend at once.
    data: The events behind it were not posted.
    do: Mend the listener's address; see what it says.
    """#)
}
