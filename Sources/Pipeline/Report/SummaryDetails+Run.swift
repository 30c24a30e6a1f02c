import Catalog
import Delivery
import Records

extension SummaryDetails {
  /// Nil where no report was asked for.
  init?(_ report: RunReport) {
    guard let details = report.summary.details else { return nil }
    let summary = report.summary
    version = Self.version
    command = details.command
    tool = details.tool
    pim = details.isRehearsal ? nil : report.pim
    rehearsal = details.isRehearsal ? true : nil
    shows_values = details.showsValues
    scores = details.reviews.map(Self.scores)
    dates = details.reviews.map(Dates.init)
    top_products = details.products?.named.map { Product(key: $0.key, value: $0.value, reviews: $0.reviews) }
    rejects = Self.rejects(summary, details)
    filters = summary.filteredBy.enumerated().map { index, filter in
      Filter(
        condition: filter.label, count: filter.count,
        examples: details.filtered.indices.contains(index) ? details.filtered[index] : [])
    }
    catalog = details.catalog
    delivery = details.delivery.flatMap(SummaryDelivery.init)
  }

  private static func scores(_ tally: ReviewTally) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: (1...5).map { (String($0), tally.reviews(withScore: $0)) })
  }

  private static func rejects(_ summary: RunSummary, _ details: RunDetails) -> [Reject] {
    summary.rejectsByCode.map { code, count in
      Reject(code: code.rawValue, count: count, examples: details.rejected[code] ?? [])
    }.sorted { ($1.count, $0.code) < ($0.count, $1.code) }
  }
}

extension SummaryDetails.Dates {
  init(_ tally: ReviewTally) {
    months = Dictionary(
      uniqueKeysWithValues: tally.reviewsByMonth.map { date in
        ("\(date.year)-\(date.month < 10 ? "0" : "")\(date.month)", date.reviews)
      })
    earlier = tally.earlierReviews
    later = tally.laterReviews
    undated = tally.undatedReviews
  }
}

extension SummaryDelivery {
  /// Nil where nothing was sent.
  init?(_ timeline: DeliveryTimeline) {
    guard !timeline.slices.isEmpty else { return nil }
    slice = Self.milliseconds(timeline.sliceLength)
    slices = timeline.slices.map { slice in
      Slice(
        accepted: slice.accepted, throttled: slice.throttled, failed: slice.failed,
        p50: slice.latencies.quantile(0.5).map(Self.milliseconds),
        p99: slice.latencies.quantile(0.99).map(Self.milliseconds))
    }
    latency = Latency(timeline.latencies)
    repeated = timeline.repeated
  }

  /// To a hundredth, as far as the classes of a histogram tell anything.
  static func milliseconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return ((Double(seconds) * 1e3 + Double(attoseconds) / 1e15) * 100).rounded() / 100
  }
}

extension SummaryDelivery.Latency {
  init?(_ latencies: LatencyHistogram) {
    guard let p50 = latencies.quantile(0.5), let p90 = latencies.quantile(0.9),
      let p99 = latencies.quantile(0.99)
    else { return nil }
    self.p50 = SummaryDelivery.milliseconds(p50)
    self.p90 = SummaryDelivery.milliseconds(p90)
    self.p99 = SummaryDelivery.milliseconds(p99)
    longest = SummaryDelivery.milliseconds(latencies.longest)
  }
}
