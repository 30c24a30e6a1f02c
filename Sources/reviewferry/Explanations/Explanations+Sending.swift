extension Explanations {
  static let sending = ExplanationGroup(
    "Sending",
    #"""
    ## delivery.refused
    The API refused a request.
    why: It answered that the body is wrong (a 4xx); the sentence has its words.
    data: Body and answer are in `failed/` of the run's folder; the run goes on with the other requests.
    do: `reviewferry rejects show N` shows both. Mend the mapping, then `rejects retry --mapping
      mended.yaml`; `--bisect` finds the one review that spoils a body.

    ## delivery.credentials
    The API does not accept the credentials.
    why: The token is refused for this request.
    data: The request is kept for the next run; after several in a row the run stops.
    do: Check the token, or the user name and password.

    ## delivery.permission
    The client may not send reviews.
    why: The API answered 403.
    data: Body and answer are in `failed/`; after several in a row the run stops.
    do: Ask who runs the PIM whether this client may send reviews.

    ## delivery.address
    There is no such address at the API.
    why: The host is right and the path is not, or a gateway answers in its place.
    data: The request is kept for the next run; after several in a row the run stops.
    do: Check `--api-url`.

    ## delivery.no-product
    The API says that it does not have the product.
    why: The product is not in this PIM, or is identified otherwise there.
    data: Body and answer are in `failed/`; the run goes on.
    do: `reviewferry reconcile` with a catalog of the PIM says which products are missing and what is
      near.

    ## delivery.redirect
    The API answered with a redirect.
    why: `http` for `https`, or a moved address. It is not followed: the credentials would go along to
      another place.
    data: The request is kept for the next run; after several in a row the run stops.
    do: Check `--api-url`.

    ## delivery.certificate
    The API's certificate is not trusted.
    why: It expired, is for another name, or was made by an authority that this machine does not know:
      often a company's own proxy.
    data: Nothing was sent over that connection; the requests are kept for the next run.
    do: If the certificate is your own, name its authority with `--ca-file`. There is no option to trust
      anything.

    ## delivery.proxy-credentials
    The proxy asks for credentials.
    why: It answered 407.
    data: The requests are kept for the next run.
    do: Write the proxy as `http://user:password@host:port`.

    ## delivery.protocol
    What answers is no HTTP server.
    why: A wrong port, or another service at the address.
    data: The request is kept for the next run; after several in a row the run stops.
    do: Check `--api-url`.

    ## delivery.unavailable
    The API cannot be reached or is not well.
    why: Attempts failed many times in a row over some time: no connection, timeouts, 429 or 5xx.
    data: The run stopped with status 69. What was accepted is noted, the rest is kept for the next run.
    do: Run it again when the API is well: what was accepted is not sent again. Check `--api-url` where
      the name has no address.

    ## delivery.gave-up
    Some requests were not accepted in spite of all attempts.
    why: The API kept answering 408, 429 or 5xx to them, or did not answer, until the attempts or the time
      were used up.
    data: They are kept for the next run; the others were sent.
    do: Run it again: what was accepted is not sent again.

    ## delivery.nothing-accepted
    None of the first requests was accepted.
    why: They are all wrong in the same way: the wrong body shape, a wrong mapping.
    data: The run stopped; bodies and answers are in `failed/`.
    do: Look at the answers; `fix:` names the other `--body` where the answer speaks for it.

    ## delivery.drained
    The run was told to end before all was sent.
    why: A signal: SIGTERM of a service, Ctrl-C.
    data: What was in flight came to its end; the rest is kept for the next run.
    do: Run it again: what was accepted is not sent again.

    ## delivery.token-unavailable
    The PIM gives no token at the moment.
    why: It did not answer, or its answer cannot be used.
    data: The run was stopped; what was accepted is noted.
    do: Check `--pim-url`, or run it again when the PIM is well.

    ## delivery.token-address
    The PIM gives no tokens at this address.
    why: `--pim-url` names another host or has a path too many.
    data: The run was stopped.
    do: Check `--pim-url`: it is the address of the PIM's start page, such as
      `https://shop.cloud.akeneo.com`.

    ## submission.stopped
    No more requests are taken.
    why: The submission has stopped; the problem before this one says why.
    data: What was accepted is noted, the rest is kept for the next run.
    do: See the problem before it, then run it again.

    ## submit.mapping
    `submit` has a mapping too few or too many.
    why: Export files need `--mapping`; a converted set is mapped already.
    data: Nothing was sent.
    do: Name one with `--mapping` (`reviewferry mappings list`), or leave it out for a set.

    ## submit.set
    A converted set was named among other inputs.
    why: A set is submitted alone.
    data: Nothing was sent.
    do: Submit one after the other.

    ## submit.rate
    `--max-rate 0` was asked for a real server.
    why: It takes the limit away, which is for servers on this machine.
    data: Nothing was sent.
    do: Name a rate from 1.

    ## rehearsal.start
    The rehearsal's emulator cannot listen.
    why: 127.0.0.1 has no free port, or a sandbox forbids listening.
    data: Nothing was rehearsed, nothing was sent.
    do: Allow listening on 127.0.0.1.
    """#)
}
