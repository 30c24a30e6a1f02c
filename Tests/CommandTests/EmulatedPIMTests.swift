import Foundation
import TestSupport
import Testing

/// The emulator as the PIM: its lists, its events, and the API that is asked for products.
@Suite struct EmulatedPIMTests {
  private static let credentials = [
    "REVIEWFERRY_CLIENT_ID": "emulator-client", "REVIEWFERRY_CLIENT_SECRET": "emulator-secret",
    "REVIEWFERRY_USERNAME": "emulator-user", "REVIEWFERRY_PASSWORD": "emulator-password",
  ]

  /// An emulator with the sample catalogue at `$PIM` while a script runs.
  private func emulated(_ options: String, _ script: String) throws -> CommandResult {
    let folder = try TemporaryFolder()
    return try Shell.run(
      """
      reviewferry emulate --port 0 \(options) 2> log &
      emulator=$!
      trap 'kill $emulator; wait $emulator' EXIT
      until grep -q API log; do kill -0 $emulator || exit 99; done
      PIM=$(sed -n 's/^PIM \\([^,]*\\),.*/\\1/p' log)
      \(script)
      """, in: folder.url, environment: Self.credentials)
  }

  @Test func theCatalogOfTheEmulatorIsPulled() throws {
    let result = try emulated(
      "--catalog \"$PROJECT\"/samples/emulator/catalog.jsonl --token-lifetime 1",
      """
      reviewferry catalog pull --pim-url $PIM --ledger l.sqlite 2> summary || { cat summary >&2; exit 1; }
      reviewferry catalog pull --pim-url $PIM --ledger l.sqlite --since last 2>> summary
      reviewferry catalog status --ledger l.sqlite --format json > status || exit 2
      reviewferry catalog import "$PROJECT"/samples/emulator/catalog.jsonl --ledger i.sqlite -q --key sku,ean,mpn,name
      /usr/bin/python3 - <<'EOF'
      import json, sqlite3
      pull = json.load(open("status"))
      print(pull["products"] > 0, pull["products_read_whole"] is not None, "since" in pull["last_pull"])
      names = [sqlite3.connect(f).execute("SELECT kind, name FROM catalog_item ORDER BY 1, 2").fetchall()
               for f in ("l.sqlite", "i.sqlite")]
      print(names[0] == names[1])
      EOF
      """)
    #expect(result.output == "True True True\nTrue\n", "\(result.errors)")
  }

  @Test func theAPIIsAskedForTheProductsWithTheMostReviews() throws {
    let result = try emulated(
      "--catalog \"$PROJECT\"/samples/emulator/catalog.jsonl",
      """
      printf 'sku,id,rating\\nKTL-900,1,5\\nKTL-900,2,4\\nNONE-1,3,5\\nNONE-1,4,5\\nNONE-1,5,5\\nKTL-901,6,3\\n' > r.csv
      cat > m.yaml <<'EOF'
      version: 1
      name: probe-test
      origin: Test
      source: { format: csv }
      product: { metadata: { sku: { from: sku } } }
      review: { external_id: { from: id }, score: { from: rating } }
      EOF
      reviewferry reconcile r.csv -m m.yaml --pim-url $PIM --api-url $PIM/api/v1 --ledger l.sqlite --probe 2 \
        --probe-rate 50 --format csv 2> summary
      echo "status $?"
      grep -o '2 products asked for: 1 found, 1 not found' summary
      reviewferry ledger status --ledger l.sqlite --format json | grep -c '"reviews" : 1'
      """)
    #expect(
      result.output.contains("\n3,unknown,,sku NONE-1,"), "\(result.output) \(result.errors)")
    #expect(
      result.output.contains("status 1\n2 products asked for: 1 found, 1 not found\n"), "\(result.errors)")
  }

  /// A shop of two products, of which the emulator has the first.
  private static let probing = """
    printf 'sku,id,rating\\nKTL-900,1,5\\nNONE-1,3,5\\n' > r.csv
    cat > m.yaml <<'EOF'
    version: 1
    name: probe-test
    origin: Test
    source: { format: csv }
    product: { metadata: { sku: { from: sku } } }
    review: { external_id: { from: id }, score: { from: rating } }
    EOF
    probe() {
      reviewferry reconcile r.csv -m m.yaml --pim-url $PIM --api-url ${API:-$PIM/api/v1} --ledger l.sqlite --probe 2 \\
        --probe-rate 50 --format csv "$@"
      echo "status $?"
    }

    """

  /// What was asked for is sent, so a second probe says that it sends it again; both are runs of the ledger.
  @Test func aProbeIsARunOfTheLedger() throws {
    let result = try emulated(
      "--catalog \"$PROJECT\"/samples/emulator/catalog.jsonl",
      Self.probing + """
        probe > /dev/null 2>&1
        probe 2>&1 | grep -io 'already\\|again\\|status 1' | sort -u | tr '\\n' ' '
        reviewferry ledger status --ledger l.sqlite --format json | grep -c '"probed" : 2'
        """)
    #expect(result.output.contains("status 1"), "\(result.output) \(result.errors)")
    #expect(result.output.hasSuffix("2\n"), "\(result.output) \(result.errors)")
  }

  /// Whatever ends a probe, the ledger is free for the next run, and has no run that seems to go on.
  @Test(arguments: [
    // Nobody listens there.
    ("API=http://127.0.0.1:9/api/v1", "", "69", "stopped"),
    // The connection was deleted in the PIM, as an event has told: nothing is asked.
    (
      "",
      #"printf '{"id":"1","type":"com.akeneo.pim.v1.connection.deleted","time":"2026-03-01T00:00:00Z","data":{"connection":{"code":"c","client_id":"emulator-client"}}}' > e.jsonl; "#
        + "reviewferry events import e.jsonl --ledger l.sqlite -q",
      "77", ""
    ),
    // Credentials that the PIM refuses.
    ("REVIEWFERRY_PASSWORD=wrong", "", "77", "stopped"),
  ])
  func aProbeThatEndsEarlyLeavesTheLedgerFree(
    setting: String, before: String, status: String, outcome: String
  ) throws {
    let result = try emulated(
      "--catalog \"$PROJECT\"/samples/emulator/catalog.jsonl",
      Self.probing + """
        \(before)
        export \(setting.isEmpty ? "NOTHING=1" : setting)
        probe 2> errors | grep status
        reviewferry ledger status --ledger l.sqlite --format json 2> /dev/null | grep -o '"outcome" : "[a-z]*"' | sort -u
        """)
    #expect(result.output.contains("status \(status)\n"), "\(result.output) \(result.errors)")
    #expect(result.output.contains("\"\(outcome)\"") != outcome.isEmpty, "\(result.output)")
    #expect(!result.output.contains("running"))
  }

  @Test func deliveredEventsArriveInTheLedgerOnceEach() throws {
    let folder = try TemporaryFolder()
    let result = try Shell.run(
      """
      reviewferry events listen --ledger l.sqlite --port 0 2> log &
      listener=$!
      trap 'kill $listener; wait $listener' EXIT
      until grep -q '^events http' log; do kill -0 $listener || exit 99; done
      URL=$(sed -n 's/^events \\(http[^ ,]*\\).*/\\1/p' log)
      reviewferry emulate --deliver-events "$PROJECT"/samples/events/events.jsonl --deliver-to $URL \
        --deliver-duplicates 50 --deliver-disorder 5 --deliver-seed 7 --deliver-retry 1ms 2> told
      echo "status $?"
      cat told >&2
      REVIEWFERRY_EVENT_SECRET=another reviewferry emulate --deliver-events "$PROJECT"/samples/events/events.jsonl \
        --deliver-to $URL --deliver-retry 1ms 2> refused
      echo "status $?"
      grep -c '401' refused
      reviewferry events import "$PROJECT"/samples/events/events.jsonl --ledger i.sqlite -q
      /usr/bin/python3 - <<'EOF'
      import sqlite3
      stored = [sqlite3.connect(f).execute("SELECT id, type, payload FROM event ORDER BY 1, 2").fetchall()
                for f in ("l.sqlite", "i.sqlite")]
      print([row[:2] for row in stored[0]] == [row[:2] for row in stored[1]], len(stored[0]) > 0)
      EOF
      """, in: folder.url, environment: ["REVIEWFERRY_EVENT_SECRET": "a-secret-of-the-test"])
    #expect(result.output == "status 0\nstatus 1\n1\nTrue True\n", "\(result.output) \(result.errors)")
  }
}
