/// Which values of a status mean that a review may be shown.
struct StatusGuess: Equatable, Sendable {
  var shown: [String]
  var notShown: [String]

  /// Whether the values say more than yes and no.
  var isInWords: Bool {
    (shown + notShown).contains { !["true", "false", "yes", "no", "1", "0"].contains($0.lowercased()) }
  }

  private static let good: Set<String> = [
    "approved", "published", "publish", "active", "ok", "enabled", "enable", "visible", "live", "accepted",
    "public", "featured", "unspam",
    "verified", "online", "display", "shown", "true", "yes", "y", "1", "veroffentlicht", "freigegeben",
    "genehmigt", "aktiv", "ja", "sichtbar",
    "publie", "approuve", "actif", "valide", "oui", "publicado", "aprobado", "activo", "visible", "si", "sim",
    "aprovado", "ativo",
    "pubblicato", "approvato", "attivo", "gepubliceerd", "goedgekeurd", "actief", "zatwierdzona", "schvaleno",
    "公開", "承認済み", "表示", "승인", "게시", "공개", "已发布", "通过",
  ]

  /// Nil where no value is known for one of these.
  init?(_ statistics: FieldStatistics) {
    guard !statistics.commonValues.isEmpty, statistics.distinct <= 12 else { return nil }
    let values = statistics.commonValues.map(\.text)
    var seen: Set<String> = []
    shown = values.filter {
      Self.good.contains(FieldName.joined($0)) && seen.insert($0.lowercased()).inserted
    }
    notShown = values.filter { !Self.good.contains(FieldName.joined($0)) }
    if shown.isEmpty { return nil }
  }
}
