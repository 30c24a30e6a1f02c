/// Which field is what, and how sure that is.
struct FieldRoles: Sendable {
  struct Assignment: Sendable {
    var role: FieldRole
    var field: Int
    var confidence: Double
  }

  let profiles: [FieldProfile]
  private(set) var assignments: [Assignment] = []
  /// All that would do, the surest first.
  private let candidates: [Assignment]

  /// Gives each role the field that fits it best, the surest first; a field has one role.
  init(_ table: SampleTable) {
    profiles = table.fields.map(FieldProfile.init)
    var candidates: [Assignment] = []
    for (index, profile) in profiles.enumerated() where profile.statistics.filled > 0 {
      for role in FieldRole.allCases {
        let confidence = RoleScore(role: role, profile: profile, hasNames: table.hasNames).confidence
        if confidence >= RoleScore.threshold {
          candidates.append(Assignment(role: role, field: index, confidence: confidence))
        }
      }
    }
    candidates.sort { ($0.confidence, $1.field) > ($1.confidence, $0.field) }
    self.candidates = candidates
    take(candidates)
  }

  private mutating func take(_ candidates: [Assignment]) {
    var fields: Set<Int> = []
    var roles: Set<FieldRole> = []
    for candidate in candidates where !fields.contains(candidate.field) {
      // A review is taken back in several ways, each with a field of its own.
      if candidate.role != .removed && roles.contains(candidate.role) { continue }
      fields.insert(candidate.field)
      roles.insert(candidate.role)
      assignments.append(candidate)
    }
  }

  func assignment(_ role: FieldRole) -> Assignment? { assignments.first { $0.role == role } }
  func profile(_ role: FieldRole) -> FieldProfile? { assignment(role).map { profiles[$0.field] } }

  /// The field that would be next for a role, of those that have none.
  func runnerUp(_ role: FieldRole) -> FieldProfile? {
    let taken = Set(assignments.map(\.field))
    return candidates.first { $0.role == role && !taken.contains($0.field) }.map { profiles[$0.field] }
  }

  mutating func remove(_ role: FieldRole) { assignments.removeAll { $0.role == role } }

  mutating func move(_ role: FieldRole, to other: FieldRole) {
    guard let place = assignments.firstIndex(where: { $0.role == role }) else { return }
    assignments[place].role = other
  }

  /// How much the records are like reviews: the sum of what makes one.
  var likeness: Double {
    let weights: [(FieldRole, Double)] = [
      (.score, 2), (.id, 1), (.product, 1), (.text, 1.5), (.title, 0.5), (.date, 1), (.pros, 0.5),
      (.cons, 0.5),
    ]
    return weights.reduce(0) { $0 + $1.1 * (assignment($1.0)?.confidence ?? 0) }
  }
}
