import Foundation
import TestSupport
import Testing

/// Pulls from a stand-in of the PIM that shares no code with this program.
@Suite struct CatalogPullTests {
  private struct Verdict: Decodable {
    var products, models, values, unchanged, pages, calls: Int
    var calls_of_the_rest, calls_in_pieces, throttled, beyond_limits: Int
    var repeatable, resumed, same: Bool
    var ended_by: [Int]
  }

  /// With 5 % of 429, tokens of 3 seconds, errors and cuts; the documentation has the run with 50,000 products.
  @Test func aPullIsCompleteAndRepeatableAndGoesOnWhereItWasKilled() throws {
    let folder = try TemporaryFolder()
    let result = try Shell.run(
      "/usr/bin/python3 \"$PROJECT\"/Tests/Judges/pull_judge.py 6050 250 3", in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    let verdict = try JSONDecoder().decode(Verdict.self, from: Data(result.output.utf8))
    #expect(verdict.products == 6050 && verdict.models == 250)
    #expect(verdict.values == 2 * 6050)
    #expect(verdict.unchanged == 6300 && verdict.repeatable)
    #expect(verdict.ended_by == [-9, 143, -9])
    #expect(verdict.resumed && verdict.same)
    #expect(verdict.calls_of_the_rest < verdict.calls)
    #expect(verdict.throttled > 0 && verdict.beyond_limits == 0)
  }

  /// A stand-in, a command and the PIM's address as `$PIM`.
  private func run(_ stub: String, _ script: String) throws -> CommandResult {
    let folder = try TemporaryFolder()
    return try Shell.run(
      """
      /usr/bin/python3 "$PROJECT"/Tests/Judges/pim_stub.py \(stub) > url &
      stub=$!
      trap 'kill -9 $stub' EXIT
      until grep -q http url; do kill -0 $stub || exit 99; done
      PIM=$(cat url)
      { echo uuid; for n in $(seq 100 299); do echo 3b415741-b517-46db-baf0-000000000$n; done; } > c.csv
      pull() { reviewferry catalog pull --pim-url "$PIM" --ledger l.sqlite "$@"; }
      \(script)
      """, in: folder.url,
      environment: [
        "REVIEWFERRY_CLIENT_ID": "client", "REVIEWFERRY_CLIENT_SECRET": "secret",
        "REVIEWFERRY_USERNAME": "user", "REVIEWFERRY_PASSWORD": "password",
        "REVIEWFERRY_RETRY_DELAY": "1ms", "REVIEWFERRY_MAX_ATTEMPTS": "3",
      ])
  }

  @Test func whatThePIMLacksCountsAsDeleted() throws {
    let result = try run(
      "250 20",
      """
      pull -q && /usr/bin/python3 -c 'import sys, urllib.request as r; r.urlopen(sys.argv[1])' "$PIM/gone/7"
      pull 2> summary; status=$?
      grep -c 'not in the PIM, so deleted: 7 items' summary
      reviewferry catalog status --ledger l.sqlite | sed -n 's/^\\(products\\|deleted\\|models\\)  */\\1 /p'
      exit $status
      """)
    #expect(result.output == "1\nproducts 243\nmodels 20\ndeleted 7\n", "\(result.errors)")
    #expect(result.status == 0)
  }

  @Test func sinceTheLastPullOnlyChangesAreReadAndNothingIsDeleted() throws {
    let result = try run(
      "250 20 --changed 5 --log log",
      """
      pull -q --since last 2> warning; grep -c 'pull.no-last' warning
      : > log
      pull --since last 2> summary; status=$?
      grep -c '5 products and 5 models: 10 unchanged' summary
      grep -c 'attributes=sku,ean&search=' log; grep -c so.deleted summary
      reviewferry catalog status --ledger l.sqlite | sed -n 's/^products  *//p'
      exit $status
      """)
    #expect(result.output == "1\n1\n2\n0\n250\n", "\(result.errors)")
    #expect(result.status == 0)
  }

  struct Wrong: CustomTestStringConvertible {
    var stub: String
    var script = "pull"
    var status: Int32
    var code: String
    var testDescription: String { "\(stub): \(script)" }
  }

  @Test(arguments: [
    Wrong(stub: "5 1 --wrong html", status: 69, code: "pull.no-page"),
    Wrong(stub: "250 1 --wrong foreign", status: 78, code: "pull.foreign-link"),
    Wrong(stub: "350 1 --wrong circle", status: 78, code: "pull.circle"),
    Wrong(stub: "450 1 --wrong circle2", status: 78, code: "pull.circle"),
    Wrong(stub: "5 1 --wrong unlinked", status: 78, code: "pull.link"),
    Wrong(
      stub: "250 1 --wrong short",
      script: "reviewferry catalog import c.csv -q --complete --ledger l.sqlite; pull", status: 1,
      code: "pull.shrunken"),
    Wrong(stub: "5 1 --wrong 403", status: 77, code: "call.permission"),
    Wrong(stub: "5 1 --wrong redirect", status: 78, code: "call.redirect"),
    Wrong(stub: "5 1 --token-life 0", status: 77, code: "credentials.refused"),
    Wrong(stub: "5 1 --errors 1", status: 69, code: "call.unavailable"),
    Wrong(stub: "5 1", script: "pull --key sku,size", status: 78, code: "call.refused"),
    Wrong(stub: "5 1", script: "REVIEWFERRY_PASSWORD=x pull", status: 77, code: "credentials.refused"),
    Wrong(stub: "5 1", script: "PIM=$PIM/shop; pull", status: 78, code: "delivery.token-address"),
  ])
  func whatIsWrongIsSaidAndNeverASecret(_ wrong: Wrong) throws {
    let result = try run(wrong.stub, wrong.script)
    #expect(result.status == wrong.status, "\(result.errors)")
    #expect(result.errors.contains("[\(wrong.code)]"), "\(result.errors)")
    #expect(!result.errors.contains("Bearer"))
  }
}
