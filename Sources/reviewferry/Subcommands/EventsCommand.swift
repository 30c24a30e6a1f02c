import ArgumentParser

struct EventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract:
      "Take events of the Akeneo Event Platform: what became of products, attributes and connections.",
    discussion: """
      Events keep the catalog of the ledger up to date between two readings of it, and warn of what a run cannot \
      see. Each is kept once, by its id; in any order and with any repeats they come to the same.

        reviewferry events import events.jsonl --ledger shop.sqlite
        kcat -b broker -t pim -e | reviewferry events import - --ledger shop.sqlite
        reviewferry events listen --pim-url https://shop.cloud.akeneo.com
        reviewferry events status --ledger shop.sqlite

      docs/events.md says what each type of event does.
      """,
    subcommands: [Import.self, Listen.self, Status.self, Dismiss.self])
}
