import Records

/// Finds where the records of a file are, one after the other, without parsing them.
protocol RecordLocator: AnyObject {
  /// Looks for the next record from the window's position on.
  ///
  /// A record, also one that is too long, stands at the window's position when this returns; `finish`
  /// must be called before the next record is looked for.
  func next(_ window: InputWindow) -> LocatorEvent

  /// Passes the record that was given, or what is there of one that is too long.
  func finish(_ window: InputWindow)
}

/// What a locator found at the window's position.
enum LocatorEvent {
  /// A record of this many bytes; `finish` passes it.
  case record(length: Int, AncestorContext?)
  /// A record that is longer than allowed; `finish` begins to pass it.
  case oversized
  /// More bytes are needed.
  case wait
  /// There are no more records; possibly with something to say of the file.
  case end(Problem?)
}
