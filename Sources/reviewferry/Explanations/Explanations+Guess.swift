extension Explanations {
  static let guess = ExplanationGroup(
    "Guessing a mapping",
    #"""
    ## guess.no-records
    There is no record to guess from.
    why: The file is empty, is no export, or its first record is not whole.
    data: No mapping was drafted.
    do: Look at the file; name a longer one.
    """#)
}
