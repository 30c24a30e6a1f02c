extension Explanations {
  static let credentials = ExplanationGroup(
    "Credentials and connections",
    #"""
    ## credentials.missing
    The credentials are not complete.
    why: Variables are not set: often those of a shell that a schedule does not have.
    data: Nothing was sent.
    do: Set them, or name a file with `--credentials-file`; an App's token needs only the client ID and
      the token.

    ## credentials.two-kinds
    Two kinds of credentials are set.
    why: A fixed token of an App, and the user name or password of a connection: which is meant is not
      clear.
    data: Nothing was sent.
    do: Keep one kind.

    ## credentials.unusable
    A credential cannot be right.
    why: It is empty or holds a character that it cannot hold: blanks and line ends come along when
      copying.
    data: Nothing was sent.
    do: Copy it again.

    ## credentials.file
    The file of credentials cannot be used.
    why: It cannot be read, is no regular file, or is far too large.
    data: Nothing was sent.
    do: Name the right file with `--credentials-file`.

    ## credentials.owner
    The file of credentials belongs to another user.
    why: Who owns it could change where reviews are sent.
    data: It was not read; nothing was sent.
    do: Make it a file of the user who runs reviewferry (`chown`).

    ## credentials.mode
    Others may read the file of credentials.
    why: Its mode is not 0600.
    data: It was not read; nothing was sent.
    do: `chmod 600 FILE`, and change the credentials if others could read them.

    ## credentials.syntax
    The file of credentials cannot be understood.
    why: It is one `key=value` a line, or a JSON object; a line has no `=`, a quote is open, a key is
      there twice or empty, or it is not UTF-8.
    data: Nothing was sent.
    do: Mend the line that is named. Values are never shown.
    example:
      client_id=…
      client_secret=…
      username=…
      password=…

    ## credentials.unknown-key
    A name in the file of credentials is not known.
    why: A slip of the pen.
    data: Nothing was sent.
    do: Correct it; `fix:` lists the known names.

    ## credentials.refused
    The PIM or the API does not accept the credentials.
    why: A wrong client, user or password, a token that was revoked, or credentials of another PIM.
    data: The run was stopped with status 77; what was accepted before is noted.
    do: Check them, and that `--pim-url` and `--api-url` are those they belong to.

    ## credentials.url
    An address is none to send credentials to.
    why: It cannot be read as an address, or holds credentials itself.
    data: Nothing was sent.
    do: Write it as `https://host`.

    ## credentials.plain-http
    Credentials would go over plain HTTP.
    why: Anyone on the way could read them.
    data: Nothing was sent.
    do: Use https; http is for localhost, 127.0.0.1 and [::1].

    ## proxy.url
    A variable names no proxy that can be used.
    why: `https_proxy`, `all_proxy` and their like hold another kind of proxy, or no address.
    data: Nothing was sent.
    do: Write it as `http://host:port`, or list the host in `NO_PROXY` to go without.

    ## tls.ca-file
    A file or folder of authorities cannot be used.
    why: It cannot be read or holds no certificate in PEM form.
    data: Nothing was sent.
    do: Name a file with lines of `-----BEGIN CERTIFICATE-----`.
    """#)
}
