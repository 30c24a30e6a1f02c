/// The fields whose hash stands for a missing id: those that a review keeps, and as many more as tell reviews apart.
struct HashFields {
  private static let maxExtras = 4
  /// Words of fields that change while a review stays the same.
  private static let changing: Set<String> = [
    "reply", "response", "answer", "updated", "modified", "edited", "count", "votes", "likes", "helpful",
    "status", "views", "total",
    "index", "row", "url", "image", "average", "avg",
  ]

  /// Product, person, date and texts.
  private(set) var main: [Int] = []
  /// Others, taken because reviews were the same without them.
  private(set) var extras: [Int] = []
  /// Records whose fields are all those of another record.
  private(set) var repeated = 0

  private let roles: FieldRoles

  init(_ roles: FieldRoles) {
    self.roles = roles
    let kept: [FieldRole] = [.product, .author, .email, .date, .title, .text, .pros, .cons]
    main = kept.compactMap { roles.assignment($0)?.field }
    repeated = repeats(main)
    guard main.count >= 2 else { return }
    while repeated > 0, extras.count < Self.maxExtras, let next = best() { take(next) }
  }

  var selectors: [String] { (main + extras).map { roles.profiles[$0].field.selector } }

  private mutating func take(_ field: Int) {
    extras.append(field)
    repeated = repeats(main + extras)
  }

  /// The field that tells the most of the repeated records apart; nil where none does.
  private func best() -> Int? {
    let taken = Set(main + extras)
    let scored = roles.profiles.indices.filter { !taken.contains($0) && isStable($0) }
      .map { (field: $0, repeated: repeats(main + extras + [$0])) }
    guard let best = scored.min(by: { $0.repeated < $1.repeated }), best.repeated < repeated else {
      return nil
    }
    return best.field
  }

  private func isStable(_ field: Int) -> Bool {
    let profile = roles.profiles[field]
    let votes: [FieldRole] = [.upVotes, .downVotes, .totalVotes, .status, .removed]
    if roles.assignments.contains(where: { $0.field == field && votes.contains($0.role) }) { return false }
    let isChanging = FieldName.words(profile.field.name).contains { Self.changing.contains($0) }
    return !profile.statistics.isCounting && !isChanging && profile.statistics.fillRate > 0.5
      && profile.field.climbs == 0
  }

  private func repeats(_ fields: [Int]) -> Int {
    let rows = roles.profiles.first?.statistics.rows ?? 0
    var seen: Set<[String?]> = []
    for row in 0..<rows { seen.insert(fields.map { roles.profiles[$0].field.values[row]?.text }) }
    return rows - seen.count
  }
}
