import Records
import Testing

@testable import Mapping

@Suite("The executor") struct MappingExecutorTests {
  @Test("Batches may be mapped into one review batch, and the batch reused") func reusesBatches() throws {
    let plan = try TestRun.plan(TestMapping.text("{ from: a, case: upper }"))
    let executor = MappingExecutor(plan: plan, now: 0)
    let out = ReviewBatch(fields: plan.fields, filterCount: 0)
    for round in 0..<3 {
      out.removeAll()
      for part in 0..<2 {
        let batch = TestRun.batch(plan, [TestMapping.record(["a": .text("r\(round)p\(part)")])])
        executor.map(batch, file: "f", into: out)
      }
      let text = try #require(plan.fields.firstIndex(of: OutputField(.review, "text")))
      let origin = try #require(plan.fields.firstIndex(of: OutputField(.product, "origin")))
      let texts = (0..<2).map { String(decoding: out.view(out.slot(review: $0, field: text)), as: UTF8.self) }
      let origins = (0..<2).map {
        String(decoding: out.view(out.slot(review: $0, field: origin)), as: UTF8.self)
      }
      #expect(texts == ["R\(round)P0", "R\(round)P1"])
      #expect(origins == ["Test", "Test"])
      #expect(out.rows == [0, 0])
    }
  }

  /// A second batch of records must be copied: the review batch can refer to one only.
  @Test("Texts that need no change stay where the record has them") func refersToTheRecords() throws {
    let plan = try TestRun.plan(
      TestMapping.base(
        review: "  title: t\n  text: { from: a, case: upper }\n  review_date: d\n  up_votes: u"))
    let executor = MappingExecutor(plan: plan, now: 0)
    let out = ReviewBatch(fields: plan.fields, filterCount: 0)
    let batches = (0..<2).map { part in
      TestRun.batch(
        plan,
        [
          TestMapping.record([
            "t": .text(" t\(part) "), "a": .text("x\(part)"), "d": "2024-05-01T10:00:00Z",
            "u": .text("1\(part)"),
          ])
        ])
    }
    for batch in batches { executor.map(batch, file: "f", into: out) }
    for (name, refers) in [("title", true), ("text", false), ("review_date", true), ("up_votes", true)] {
      let field = try #require(plan.fields.firstIndex { $0.name == name })
      #expect(out.slot(review: 0, field: field).isInSource == refers, "\(name)")
      #expect(!out.slot(review: 1, field: field).isInSource, "\(name)")
    }
    let texts = (0..<2).map { review in
      plan.fields.indices.map {
        String(decoding: out.view(out.slot(review: review, field: $0)), as: UTF8.self)
      }
    }
    #expect(Set(texts[0]).isSuperset(of: ["t0", "X0", "2024-05-01T10:00:00Z", "10"]))
    #expect(Set(texts[1]).isSuperset(of: ["t1", "X1", "2024-05-01T10:00:00Z", "11"]))
    out.removeAll()
    executor.map(batches[1], file: "f", into: out)
    let title = try #require(plan.fields.firstIndex { $0.name == "title" })
    #expect(String(decoding: out.view(out.slot(review: 0, field: title)), as: UTF8.self) == "t1")
  }

  @Test("The order of fields and the identity field are those of the plan") func keepsTheOrder() throws {
    let plan = try TestRun.plan(
      TestMapping.base(review: "  down_votes: d\n  title: t\n  extra: { z: z, a: { from: a, type: list } }"))
    #expect(
      plan.fields == [
        OutputField(.product, "product_type"), OutputField(.product, "origin"), OutputField(.metadata, "sku"),
        OutputField(.review, "external_id"), OutputField(.review, "score", .integer),
        OutputField(.review, "title"), OutputField(.review, "down_votes", .integer),
        OutputField(.review, "z"),
        OutputField(.review, "a", .list),
      ])
    #expect(ReviewBatch(fields: plan.fields, filterCount: 0).externalIDField == 3)
  }

  @Test("Slots have the kind that their JSON type needs") func givesKinds() throws {
    let plan = try TestRun.plan(
      TestMapping.base(
        review: """
            review_date: d
            up_votes: { const: 3 }
            extra: { b: { const: "yes", type: boolean }, n: { const: "1.5", type: number }, l: { from: d, type: list } }
          """))
    let batch = TestRun.batch(plan, [TestMapping.record(["d": "2024-01-01"])])
    let out = ReviewBatch(fields: plan.fields, filterCount: 0)
    MappingExecutor(plan: plan, now: 0).map(batch, file: "f", into: out)
    let kinds = plan.fields.indices.map { out.slot(review: 0, field: $0).kind }
    #expect(
      kinds == [.string, .string, .string, .string, .number, .string, .number, .boolean, .number, .list])
  }

  @Test("Threads give the same reviews from one plan") func sharesPlans() async throws {
    let plan = try TestRun.plan(
      TestMapping.text("{ from: a, replace: { pattern: 'x', with: 'y' }, lookup: { table: { y1: one } } }"))
    let texts = await withTaskGroup(of: [String?].self) { group in
      for _ in 0..<4 {
        group.addTask {
          let records = (0..<200).map { TestMapping.record(["a": .text("x\($0 % 3)")]) }
          return TestRun(plan, records).reviews.map { $0["text"] }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(texts.count == 4)
    #expect(Set(texts).count == 1)
    #expect(texts[0].prefix(3) == ["y0", "one", "y2"])
  }
}
