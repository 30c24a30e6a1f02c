import Records

/// Why a run ended before its end.
public enum PipelineStop: Error {
  /// The mapping, or the mapping against an input's header, is wrong; nothing was written.
  case mapping([Problem])
  /// No input could be read; nothing was written.
  case input([Problem])
  /// The output or a temporary file could not be written.
  case output(Problem)
  /// Whoever read standard output went away; not an error.
  case closedPipe
  /// A signal asked for the end.
  case cancelled
}
