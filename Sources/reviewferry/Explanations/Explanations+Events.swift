extension Explanations {
  static let events = ExplanationGroup(
    "Events",
    #"""
    ## event.json
    An event is not JSON.
    why: Or it is not UTF-8, or nests very deep.
    data: The event was rejected.
    do: Look at what sent it; `events status --unreadable` shows signed ones.

    ## event.not-an-object
    An event, or its `data`, is no JSON object.
    why: Another program posted it.
    data: The event was rejected.
    do: Look at what sent it.

    ## event.too-large
    An event is larger than any.
    why: Another program posted it.
    data: The event was rejected.
    do: Look at what sent it.

    ## event.version
    An event is of another version of CloudEvents.
    why: Only 1.0 is known.
    data: The event was rejected.
    do: Look whether there is a newer reviewferry.

    ## event.missing
    An event lacks a member, or it is empty.
    why: Every CloudEvent has an id, a source and a type; those of the platform have more.
    data: The event was rejected.
    do: Look at what sent it; `events status --unreadable` shows signed ones.

    ## event.too-long
    A text of an event is longer than any should be.
    why: Another program posted it.
    data: The event was rejected.
    do: Look at what sent it.

    ## event.control-characters
    A text of an event has control characters.
    why: Another program posted it.
    data: The event was rejected.
    do: Look at what sent it.

    ## event.not-text
    A member of an event is no text.
    why: The event is not as it is described.
    data: The event was rejected.
    do: Look at what sent it; `events status --unreadable` shows signed ones.

    ## event.time
    The time of an event cannot be read.
    why: It is no RFC 3339 time.
    data: The event was rejected.
    do: Look at what sent it.

    ## event.uuid
    A UUID in an event is none.
    why: The event is not as it is described.
    data: The event was rejected.
    do: Look at what sent it.

    ## event.base64
    The data of a Pub/Sub message is not base64.
    why: It is no message of Pub/Sub.
    data: The message was rejected.
    do: Pull the messages again in JSON form.

    ## events.address
    The listener cannot use that address.
    why: It is none of this machine.
    data: Nothing was received.
    do: Give an address of this machine, such as 127.0.0.1 or 0.0.0.0.

    ## events.attribute
    An attribute by which products are found was changed or deleted.
    why: Somebody did so in the PIM.
    data: Nothing was lost; the catalog may know wrong values of it.
    do: Read the catalog again, then look at the mapping.

    ## events.backlog
    More events come than the store takes.
    why: A mass change in the PIM, and a slow disk.
    data: Some were answered with 429; the platform sends them again, more slowly.
    do: Nothing, if it is rare; else give the ledger a faster disk.

    ## events.certificate
    The listener's certificate cannot be used.
    why: It is not PEM, or does not belong to the key.
    data: Nothing was received.
    do: Give the chain with `--tls-cert` and its key with `--tls-key`.

    ## events.client-deleted
    The connection or App of these credentials was deleted.
    why: Somebody did so in the PIM.
    data: `submit` sends nothing and ends with status 77.
    do: Use other credentials; `reviewferry events dismiss` if it was made again with the same client id,
      or is not yours.

    ## events.format
    JSON is not built in.
    why: Another build of reviewferry has it.
    data: Nothing was read.
    do: Use a build with that format.

    ## events.key
    The listener's private key cannot be read.
    why: It is not PEM, or is encrypted.
    data: Nothing was received.
    do: Name an unencrypted key in PEM form with `--tls-key`.

    ## events.late
    The store did not answer in time.
    why: Something else keeps the ledger or its disk busy.
    data: The event was answered with 503; the platform sends it again.
    do: See what else works on the ledger's disk, or holds the ledger open.

    ## events.lost
    A subscription lost events.
    why: It was suspended or revoked: the platform does not send them later.
    data: Changes of that time are not in the catalog.
    do: Read the catalog again; resume or make the subscription again where it still stands still.

    ## events.misdirected
    An event came where notifications are taken, or the other way.
    why: Two addresses were exchanged.
    data: It was stored for what it is.
    do: Mend the address, as `fix:` says.

    ## events.notification
    A notification of the platform is not known.
    why: It is newer than this reviewferry.
    data: It is stored and has no effect.
    do: Look whether there is a newer reviewferry.

    ## events.path
    A request was posted to a path where nothing is taken.
    why: The subscription's address is wrong, or the proxy changes it.
    data: It was answered with 400 and not stored.
    do: Mend the address of the subscription, or the proxy.

    ## events.plain-http
    The listener is reached over plain HTTP from other machines.
    why: Who is on the way can read the events, though not change them: they are signed.
    data: Events are taken all the same.
    do: Give a certificate with `--tls-cert`, or listen on 127.0.0.1 behind a proxy that has one.

    ## events.port
    The port cannot be had.
    why: Another program has it, or the user may not use it.
    data: Nothing was received.
    do: Choose another with `--port`, or end the other program.

    ## events.secret
    The subscription's secret is not known.
    why: Without it nobody can tell who posts.
    data: Nothing was received.
    do: Set `REVIEWFERRY_EVENT_SECRET`, or name a file with `--secrets-file`.

    ## events.secrets-file
    The file of secrets cannot be used.
    why: It cannot be read, is not UTF-8, or has a line that is none of `primary=`, `secondary=`,
      `notification=`.
    data: Nothing was received.
    do: Write one secret a line; lines that begin with `#` are comments.

    ## events.signature
    A request is not signed with the subscription's secret.
    why: Somebody else posted it, or the secret was changed on one side.
    data: It was answered with 401 and not stored; the platform sends it again.
    do: Compare the subscription's secret with `REVIEWFERRY_EVENT_SECRET`; the secondary one is for the
      time of a change.

    ## events.suspended
    A subscription brings no events any more.
    why: It is suspended or revoked; nothing was lost that the catalog does not have.
    data: The catalog is as old as its last reading.
    do: Resume the subscription; or make it again, then `reviewferry events dismiss`.

    ## events.too-large
    A request is larger than any event.
    why: Another program posted it.
    data: It was answered with 413 and not stored.
    do: Look at what posts to the listener.

    ## events.too-slow
    A client did not send its request in time.
    why: A broken connection, or somebody who tries to keep the listener busy.
    data: It was cut off.
    do: Nothing, if it is rare.
    """#)
}
