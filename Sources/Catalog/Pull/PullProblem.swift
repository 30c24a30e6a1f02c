import Delivery
import Ledger
import Records

/// The sentences about pulls.
enum PullProblem {
  private static let kept = "what was read is kept"

  static func nameless(_ resource: PullResource) -> Problem {
    let member = resource == .products ? "uuid" : "code"
    return Problem(
      "pull.no-name", .error, "an item of the PIM's \(resource.name) has no '\(member)'; item rejected")
  }

  static func wrongUUID(_ name: String) -> Problem {
    Problem("pull.uuid", .error, "the PIM shows a product whose UUID is \(quoted: name); item rejected")
  }

  static func tooLong(_ name: String) -> Problem {
    Problem(
      "pull.too-long", .error,
      "an identifier of \(quoted: String(name.prefix(80))) has more than 1,020 bytes; item rejected")
  }

  static func noPage(_ resource: PullResource, _ pim: ServiceURL) -> Problem {
    Problem(
      "pull.no-page", .error,
      """
      what \(quoted: pim.text) answered is no page of \(resource.name): JSON with '_embedded.items' was \
      expected; \(kept)
      """, fix: "check '--pim-url'; if it is right, run it again")
  }

  static func link(_ fault: PullLink.Fault, _ resource: PullResource, _ pim: ServiceURL) -> Problem {
    switch fault {
    case .otherHost(let host):
      Problem(
        "pull.foreign-link", .error,
        """
        the next page of \(resource.name) is at \(quoted: host), not at \(quoted: pim.host); it was not asked \
        for, because the token would go along; \(kept)
        """, fix: "if both are the same PIM, give '--pim-url' as the PIM writes it in its links")
    case .otherPath, .unusable:
      Problem(
        "pull.link", .error,
        "the link to the next page of \(resource.name) cannot be followed; \(kept)",
        fix: "run it again; if it stays so, the PIM's API is not as it is described")
    }
  }

  static func circle(_ resource: PullResource) -> Problem {
    Problem(
      "pull.circle", .error, "a page of \(resource.name) names itself as the next one; \(kept)",
      fix: "run it again with '--restart'")
  }

  static func call(_ failure: CallFailure, _ resource: PullResource, _ pim: ServiceURL, isFirst: Bool)
    -> Problem
  {
    var problem = CallProblem.of(
      failure, "the PIM at \(Quotation.quote(pim.host)), asked for \(resource.name),", host: pim.host,
      fate: kept,
      option: "--pim-url")
    if case .refused(let refusal) = failure, refusal.kind == .body {
      problem.fix =
        isFirst
        ? "check '--key': its attributes must exist in the PIM"
        : "if the place to go on from has expired, begin anew with '--restart'"
    }
    return problem
  }

  static func notWhole(_ why: String) -> Problem {
    Problem("pull.not-whole", .warning, "\(why), so nothing is taken for deleted")
  }

  static func shownNone(_ name: String) -> Problem {
    Problem(
      "pull.shown-none", .warning,
      "the PIM shows no \(name), though the catalog knows some; none of them is taken for deleted",
      fix: "check what the connection may see")
  }

  static func abandoned(_ pull: CatalogPull) -> Problem {
    Problem(
      "pull.abandoned", .warning,
      """
      a pull that was cut off after \(pull.outcome.products) products and \(pull.outcome.models) models was \
      told otherwise (--key, --since or the PIM); it is given up, and this one begins anew
      """)
  }

  static func noLast() -> Problem {
    Problem(
      "pull.no-last", .warning, "there is no earlier pull to go on from, so the whole catalog is pulled")
  }

  static func otherKeys() -> Problem {
    Problem(
      "pull.other-keys", .warning,
      "other keys were pulled before; items that have not changed since keep the values of those",
      fix: "pull once without '--since'")
  }

  static func keyNotShown(_ name: String) -> Problem {
    Problem(
      "pull.key-not-shown", .warning,
      """
      no product of the first page has the attribute \(quoted: name), a key of the catalog; its values stay as they are
      """,
      fix: "name the attribute that holds it, as '--key \(Quotation.escape(name))=ATTRIBUTE'")
  }

  static func noKey() -> Problem {
    Problem(
      "pull.no-key", .warning,
      "no product of the first page shows an identifier, so products are known by UUID and models by code alone",
      fix: "name the attribute, as '--key sku=ATTRIBUTE'")
  }
}
