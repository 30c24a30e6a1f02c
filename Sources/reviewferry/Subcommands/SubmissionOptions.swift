import ArgumentParser

/// The options of a run that sends, whatever it sends.
struct SubmissionOptions: ParsableArguments {
  static let optionNames =
    ["output"] + ReportOptions.optionNames + ConversionOptions.optionNames + DeliveryOptions.optionNames
  static let flagNames = ["force"] + DeliveryOptions.flagNames

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The run's folder: rejects, refused requests, summary. (default: a new one beside the ledger)",
      valueName: "dir"), completion: .directory)
  var output: String?

  @OptionGroup var reporting: ReportOptions

  @Flag(help: "Replace a run's folder that reviewferry wrote.")
  var force = false

  @OptionGroup(title: "Delivery")
  var delivery: DeliveryOptions

  @OptionGroup(title: "Conversion")
  var conversion: ConversionOptions

  /// What must be there to send to the network.
  func check() throws {
    guard !delivery.noLedger || output != nil else {
      throw ValidationError("--no-ledger needs --output, a folder for what is rejected or refused")
    }
    guard delivery.pimURL != nil else {
      throw ValidationError("--pim-url is needed, or REVIEWFERRY_PIM_URL: the PIM that gives the tokens")
    }
  }
}
