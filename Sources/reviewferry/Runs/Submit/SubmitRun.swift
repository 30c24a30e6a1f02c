import Records

/// One `submit`, from the command line to the exit status.
struct SubmitRun {
  let command: SubmitCommand

  func run() throws {
    let stop = SubmitStop()
    let printer = command.diagnostics.makePrinter()
    try printer.concluding { () throws(RunFailure) in
      let source = try SubmitSource(command, printer: printer, stop: stop)
      let sending = Sending(
        source: source, options: command.submission, diagnostics: command.diagnostics, stop: stop,
        printer: printer)
      let status =
        command.rehearse ? try sending.rehearse(catalog: command.catalog) : try sending.run()
      if stop.isRequested { stop.exitAsSignalled() }
      return status
    }
  }
}
