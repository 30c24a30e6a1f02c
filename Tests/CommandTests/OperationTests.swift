import Foundation
import TestSupport
import Testing

/// What an operator relies on: signals, memory, and that nothing half is left.
@Suite struct OperationTests {
  private static let mapping = """
    version: 1
    name: shop
    origin: Shop
    source: { format: csv }
    product:
      metadata: { sku: sku }
    review:
      external_id: id
      score: stars
      text: text
    """

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Data(Self.mapping.utf8).write(to: folder.url.appendingPathComponent("shop.yaml"))
  }

  /// The input is a pipe that stays open, so the run is in the middle of reading when the signal comes.
  @Test(arguments: [("INT", 130), ("TERM", 143), ("HUP", 129)])
  func aSignalEndsTheRunAndLeavesNothing(signal: String, status: Int32) throws {
    let result = try Shell.run(
      """
      mkfifo pipe
      reviewferry convert pipe --mapping shop.yaml --output out --quiet &
      run=$!
      exec 3> pipe
      printf 'id,sku,stars,text\\n1,A,5,t\\n' >&3
      until ls -A | grep -q partial; do :; done
      kill -\(signal) $run
      wait $run
      status=$?
      ls -A
      exit $status
      """, in: folder.url)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.output == "pipe\nshop.yaml\n")
  }

  /// 60 MB of reviews with 48 MiB to group them in: they are spilled, and the output is the same.
  @Test func memoryIsBoundedAndDoesNotChangeTheOutput() throws {
    let result = try Shell.run(
      """
      awk 'BEGIN {
        print "id,sku,stars,text"
        text = "a text that is long enough to fill the memory of a small machine after some time "
        text = text text text text
        for (i = 0; i < 180000; i++) printf "%d,P-%d,%d,%s%d\\n", i, (i * 7919) % 30011, i % 5 + 1, text, i
      }' > reviews.csv
      reviewferry convert reviews.csv --mapping shop.yaml --output large --quiet --memory 1GiB
      python3 - <<'SCRIPT'
      import resource, subprocess
      subprocess.run(["reviewferry", "convert", "reviews.csv", "--mapping", "shop.yaml", "--output", "small",
                      "--quiet", "--memory", "64MiB"], check=True)
      print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
      SCRIPT
      cmp large/requests.jsonl small/requests.jsonl && cmp large/manifest.json small/manifest.json && echo same
      grep -o '"spilled_bytes" : [0-9]*' large/summary.json small/summary.json
      """, in: folder.url)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(result.errors == "")
    #expect(lines.count == 4, "\(result.output)")
    let resident = lines.first.flatMap { Int($0) } ?? .max
    #expect(resident < 112, "MiB resident with --memory 64MiB")
    #expect(lines.dropFirst().first == "same")
    #expect(result.output.contains("large/summary.json:\"spilled_bytes\" : 0"))
    #expect(!result.output.contains("small/summary.json:\"spilled_bytes\" : 0\n"))
  }
}
