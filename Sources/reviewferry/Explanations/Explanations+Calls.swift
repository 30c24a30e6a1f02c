extension Explanations {
  static let calls = ExplanationGroup(
    "Questions to the PIM and the API",
    #"""
    ## call.refused
    The server refused a question.
    why: It answered that the request is wrong; the sentence has its words.
    data: The sentence tells what was kept.
    do: Check what was asked for, such as `--key` or `--since`.

    ## call.permission
    The connection may not read this.
    why: The PIM answered 403.
    data: The sentence tells what was kept.
    do: Give the connection the right to see products and product models.

    ## call.address
    There is no such address.
    why: The host is right and the path is not.
    data: The sentence tells what was kept.
    do: Check `--pim-url` or `--api-url`, as the sentence says.

    ## call.redirect
    The server answered with a redirect.
    why: It is not followed: the credentials would go along to another place.
    data: The sentence tells what was kept.
    do: Write the address as the server has it, mostly with `https`.

    ## call.certificate
    The server's certificate is not trusted.
    why: It expired, is for another name, or was made by an authority that this machine does not know.
    data: The sentence tells what was kept.
    do: If the certificate is your own, name its authority with `--ca-file`.

    ## call.proxy-credentials
    The proxy asks for credentials.
    why: It answered 407.
    data: The sentence tells what was kept.
    do: Write the proxy as `http://user:password@host:port`.

    ## call.protocol
    What answers is no HTTP server.
    why: A wrong port, or another service at the address.
    data: The sentence tells what was kept.
    do: Check the address.

    ## call.unavailable
    The server cannot be reached or is not well.
    why: It kept failing until the attempts or the time were used up.
    data: The sentence tells what was kept.
    do: Run it again when the server is well; a pull goes on where it was.

    ## call.too-long
    An answer is larger than any page.
    why: Another service answers at the address.
    data: The sentence tells what was kept.
    do: Check the address.

    ## call.cancelled
    The run was told to end.
    why: A signal.
    data: The sentence tells what was kept.
    do: Run it again.

    ## call.rate
    A rate of 0 was asked for a real server.
    why: It takes the limit away, which is for servers on this machine.
    data: Nothing was asked.
    do: Name a rate from 1.

    ## probe.address
    Every answer to a probe was 404, and none looked like one of PX Insights.
    why: `--api-url` is wrong, or the API has none of the products.
    data: Nothing was stored.
    do: Check `--api-url`.

    ## probe.refused
    The API refused every review of a probe.
    why: The reviews are not as it wants them; its errors are in the line.
    data: Nothing was stored.
    do: Try one with `reviewferry submit --sync`, and look at its answer in `failed/`.

    ## probe.sends
    `--probe` sends reviews.
    why: The API knows no question without a review, so the first review of each product is really sent.
    data: It is stored where the API finds the product, and noted in the ledger as accepted.
    do: Nothing, if that is meant; a catalog (`catalog import`, `catalog pull`) answers without sending.
    """#)
}
