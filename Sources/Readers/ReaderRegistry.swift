import Records

/// The source formats: a new one is a folder beside `CSV` and a line here.
public enum ReaderRegistry {
  public static let formats: [ReaderFormat] = [
    CSVFormat.format,
    JSONFormat.format,
    XMLFormat.format,
    SingerFormat.format,
    CommandFormat.format,
  ]

  public static var descriptions: [FormatDescription] { formats.map(\.description) }

  public static func format(named name: String) -> ReaderFormat? {
    formats.first { $0.description.name == name }
  }
}
