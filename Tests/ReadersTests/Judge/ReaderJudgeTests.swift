import Testing

@Suite("Readers agree with Python's csv, json and lxml", .enabled(if: Judge.isPresent, "needs python3-lxml"))
struct ReaderJudgeTests {
  @Test("on 1,000 random CSV files")
  func csv() throws {
    let verdict = try Judge.verdict(on: (0..<1000).map(RandomCSV.make))
    #expect(verdict == "")
  }

  @Test("on 500 random JSON files")
  func json() throws {
    let verdict = try Judge.verdict(on: (0..<500).map(RandomJSON.make))
    #expect(verdict == "")
  }

  @Test("on 500 random XML files")
  func xml() throws {
    let verdict = try Judge.verdict(on: (0..<500).map(RandomXML.make))
    #expect(verdict == "")
  }

  @Test("on every field of all samples, and of the real files where they are present")
  func samples() throws {
    var inputs = try SampleFiles.inputs()
    let selectors = try Judge.selectors(of: inputs)
    for index in inputs.indices { inputs[index].selectors = selectors[index] }
    let verdict = try Judge.verdict(on: inputs)
    #expect(verdict == "")
  }
}

@Suite("Readers give the same records however the source is cut")
struct ReaderChunkingTests {
  @Test("random files", arguments: ["csv", "json", "xml"])
  func randomFiles(_ format: String) throws {
    for number in 0..<100 {
      let input =
        switch format {
        case "csv": RandomCSV.make(number)
        case "json": RandomJSON.make(number)
        default: RandomXML.make(number)
        }
      try expectSameRecords(input)
    }
  }

  @Test("all samples", .enabled(if: Judge.isPresent, "needs python3-lxml"))
  func samples() throws {
    var inputs = try SampleFiles.inputs()
    let selectors = try Judge.selectors(of: inputs)
    for index in inputs.indices {
      inputs[index].selectors = selectors[index]
      try expectSameRecords(inputs[index])
    }
  }

  private func expectSameRecords(_ input: JudgedInput) throws {
    let whole = try Reading(input, chunks: .whole)
    for chunks in ChunkSizes.all.dropFirst() {
      let reading = try Reading(input, chunks: chunks)
      #expect(reading == whole, "\(input.name), \(chunks)")
    }
  }
}
