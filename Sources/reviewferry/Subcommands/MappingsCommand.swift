import ArgumentParser
import Foundation
import Mapping
import Pipeline
import Readers
import Records

struct MappingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mappings",
    abstract: "The shipped mappings, and the language they are written in.",
    discussion: """
        reviewferry mappings list
        reviewferry mappings show judgeme-csv > my-shop.yaml
        reviewferry mappings reference | less
      """,
    subcommands: [List.self, Show.self, Schema.self, Reference.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the shipped mappings.",
      discussion: "  reviewferry mappings list | grep -i feed")

    func run() throws {
      let names = MappingFinder().names
      guard !names.isEmpty else {
        let printer = ProblemPrinter(format: .text, showsValues: false, isColored: false)
        printer.report(MappingFinder.noFolder)
        throw ExitStatus.inputMissing.code
      }
      let width = names.map(\.count).max() ?? 0
      let lines = names.map { "\($0.padded(to: width))  \(MappingFinder().description($0))\n" }
      try DataOutput.writeOnly(lines.joined())
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Print a shipped mapping: the start of your own.",
      discussion: "  reviewferry mappings show judgeme-csv > my-shop.yaml")

    @Argument(
      help: "The name of a shipped mapping.", completion: .custom { _, _, _ in MappingFinder().names })
    var name: String

    func run() throws {
      let finder = MappingFinder()
      guard let path = finder.shipped(name), let text = try? String(contentsOfFile: path, encoding: .utf8)
      else {
        let printer = ProblemPrinter(format: .text, showsValues: false, isColored: false)
        printer.report(finder.missing(name))
        throw ExitStatus.inputMissing.code
      }
      try DataOutput.writeOnly(text)
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schema",
      abstract: "Print the JSON Schema of the mapping language, for editors.",
      discussion: "  reviewferry mappings schema > mapping.schema.json")

    func run() throws {
      try DataOutput.writeOnly(MappingSchema.json(formats: ReaderRegistry.descriptions))
    }
  }

  struct Reference: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reference",
      abstract: "Print the reference of the mapping language, in Markdown.",
      discussion: "  reviewferry mappings reference | less")

    func run() throws {
      try DataOutput.writeOnly(MappingReference.markdown(formats: ReaderRegistry.descriptions))
    }
  }
}
