import Delivery
import Ledger
import Records

/// What becomes of a pull that stops.
enum PullFate: String {
  case kept = "what was read is kept"
  case nothingRead = "nothing was read"
}

/// The sentences about pulls.
enum PullProblem {

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

  static func noPage(_ resource: PullResource, _ pim: ServiceURL, _ fate: PullFate) -> Problem {
    Problem(
      "pull.no-page", .error,
      """
      what \(quoted: pim.text) answered is no page of \(resource.name): JSON with '_embedded.items' was \
      expected; \(fate.rawValue)
      """, fix: "check '--pim-url'; if it is right, run it again")
  }

  static func link(
    _ fault: PullLink.Fault, _ resource: PullResource, _ pim: ServiceURL, _ fate: PullFate
  ) -> Problem {
    switch fault {
    case .otherHost(let host):
      Problem(
        "pull.foreign-link", .error,
        """
        the next page of \(resource.name) is at \(quoted: host), not at \(quoted: pim.host); it was not asked \
        for, because the token would go along; \(fate.rawValue)
        """, fix: "if both are the same PIM, give '--pim-url' as the PIM writes it in its links")
    case .otherPath, .unusable:
      Problem(
        "pull.link", .error,
        "the link to the next page of \(resource.name) cannot be followed; \(fate.rawValue)",
        fix: "run it again; if it stays so, the PIM's API is not as it is described")
    }
  }

  /// Behind a page that was not full, or where a pull goes on.
  static func emptyPage(_ resource: PullResource, _ fate: PullFate) -> Problem {
    Problem(
      "pull.empty-page", .error,
      """
      a page of \(resource.name) that the PIM named as the next one is empty, so where the list ends is not known; \
      \(fate.rawValue)
      """, fix: "run it again; if it stays so, begin anew with '--restart'")
  }

  static func circle(_ resource: PullResource, _ fate: PullFate) -> Problem {
    Problem(
      "pull.circle", .error,
      "a page of \(resource.name) names one that was read before as the next one; \(fate.rawValue)",
      fix: "run it again with '--restart'")
  }

  static func call(
    _ failure: CallFailure, _ resource: PullResource, _ pim: ServiceURL, _ fate: PullFate, isFirst: Bool
  ) -> Problem {
    var problem = CallProblem.of(
      failure, "the PIM at \(Quotation.quote(pim.host)), asked for \(resource.name),", host: pim.host,
      fate: fate.rawValue, option: "--pim-url")
    if case .refused(let refusal) = failure, refusal.kind == .body {
      problem.fix =
        isFirst
        ? "check the keys: their attributes must exist in the PIM; '--key' names others"
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

  static func noLast(isUnsure: Bool) -> Problem {
    Problem(
      "pull.no-last", .warning,
      isUnsure
        ? "when the earlier pull was is not known, so the whole catalog is pulled"
        : "there is no earlier whole pull to go on from, so the whole catalog is pulled")
  }

  static func gap(_ base: CatalogPull) -> Problem {
    Problem(
      "pull.gap", .warning,
      """
      the last pull read changes that do not join those before it; this one begins at the pull of \
      \(PullResource.moment(base.began)) UTC, up to which all changes were read
      """)
  }

  static func wholeFirst(_ open: CatalogPull) -> Problem {
    Problem(
      "pull.whole-first", .warning,
      """
      a whole pull of \(PullResource.moment(open.began)) UTC was cut off after \(open.outcome.products) products and \
      \(open.outcome.models) models; it goes on, and changes since it began come with the next pull
      """)
  }

  static func clock(_ moment: Int64, _ now: Int64) -> Problem {
    Problem(
      "pull.clock", .warning,
      """
      the catalog was read as of \(PullResource.moment(moment)) UTC, but by the PIM's clock it is \
      \(PullResource.moment(now)) UTC; that reading counts as one of now
      """, fix: "check the clock of this machine")
  }

  static func shrunken(_ loss: CatalogLoss) -> Problem {
    Problem(
      "pull.shrunken", .error,
      """
      the PIM does not show \(loss.items) of the \(loss.known) items that the catalog knows, more than it usually \
      loses, so nothing is taken for deleted
      """,
      fix: """
        look what the connection may see; if the PIM has no more, pull again with '--max-removed \(loss.items)'
        """)
  }

  static func spared(_ count: Int) -> Problem {
    Problem(
      "pull.nameless", .warning,
      """
      \(count == 1 ? "1 product" : "\(count) products") of the catalog can be told by the main identifier alone, which \
      was not asked for, so none of them is taken for deleted
      """, fix: "name the attribute of the identifier with '--key'")
  }

  static func otherKeys() -> Problem {
    Problem(
      "pull.other-keys", .warning,
      "other keys were pulled before; items that have not changed since keep the values of those",
      fix: "pull once without '--since'")
  }

  static func keyNotShown(_ name: String, _ attribute: String) -> Problem {
    Problem(
      "pull.key-not-shown", .warning,
      """
      no product of the first pages has the attribute \(quoted: attribute), which the key \(quoted: name) of the \
      catalog was read from; its values stay as they are
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
