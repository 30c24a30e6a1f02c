import Records
import Testing

@testable import Guess

@Suite struct FieldRolesTests {
  /// Names of an id, product, score, title, text and date, as shops of several countries write them.
  private static let languages = [
    ["id", "sku", "rating", "title", "text", "date"],
    ["reviewID", "ItemNumber", "StarRating", "Headline", "ReviewText", "SubmissionTime"],
    ["Bewertungs-ID", "Artikelnummer", "Sterne", "Überschrift", "Kommentar", "Datum"],
    ["id_avis", "ref_produit", "note", "titre", "commentaire", "date_avis"],
    ["id reseña", "referencia", "puntuación", "título", "comentario", "fecha"],
    ["id_recensione", "codice prodotto", "valutazione", "titolo", "testo", "data"],
    ["id avaliação", "código produto", "avaliação", "título", "comentário", "data avaliação"],
    ["beoordelingsid", "productnummer", "cijfer", "onderwerp", "beoordeling", "datum"],
    ["レビューID", "商品コード", "評価", "タイトル", "本文", "投稿日"],
    ["리뷰번호", "상품코드", "평점", "제목", "내용", "작성일"],
  ]

  private static let rows = [
    ["1001", "A-1", "5", "Good", "It works well and looks as in the picture", "2024-05-01"],
    ["1002", "A-2", "4", "Fine", "A little small, but the colour is as I hoped", "2024-05-02"],
    ["1003", "A-1", "1", "Bad", "It broke after two days of careful use", "2024-05-03"],
  ]

  @Test(arguments: languages)
  func namesInManyLanguagesAreUnderstood(names: [String]) {
    let roles = FieldRoles(Self.table(names, Self.rows))
    let found = [FieldRole.id, .product, .score, .title, .text, .date].map { roles.profile($0)?.field.name }
    #expect(found == names.map(Optional.some))
  }

  @Test func whatBelongsToAnotherIsNotTheReviews() {
    let names = [
      "id", "product_id", "product_title", "reply_text", "customer_email", "rating", "body", "updated_at",
      "created_at",
    ]
    let rows = (1...4).map {
      [
        "\($0)", "P1", "Desk lamp", "Thanks for your words!", "a\($0)@example.com", "4",
        "Bright and warm \($0)", "2024-06-01", "2024-05-0\($0)",
      ]
    }
    let roles = FieldRoles(Self.table(names, rows))
    #expect(roles.profile(.product)?.field.name == "product_id")
    #expect(roles.profile(.text)?.field.name == "body")
    #expect(roles.profile(.date)?.field.name == "created_at")
    #expect(roles.profile(.title) == nil)
    #expect(roles.profile(.email)?.field.name == "customer_email")
  }

  @Test func aNumberThatIsNoRatingIsNotTakenForOne() {
    let roles = FieldRoles(
      Self.table(
        ["id", "product", "age", "comment"],
        [["1", "A", "3", "nice one indeed"], ["2", "B", "4", "not so nice"]]))
    #expect(roles.profile(.score) == nil)
  }

  @Test func withoutNamesValuesDecideAndAreNeverSure() {
    var table = Self.table(
      ["1", "2", "3", "4", "5"],
      [
        ["1714561200", "100045", "KTL-900", "5", "Quick delivery, good kettle"],
        ["1714561260", "100046", "KTL-900", "1", "Lid is stiff and too small"],
        ["1714561320", "100047", "LAMP-2", "4", "Beautiful lamp, would buy again"],
      ])
    table.hasNames = false
    for index in table.fields.indices { table.fields[index].names = [] }
    let roles = FieldRoles(table)
    #expect(roles.assignment(.score)?.field == 3)
    #expect(roles.assignment(.text)?.field == 4)
    #expect(roles.assignment(.date)?.field == 0)
    #expect(roles.assignment(.product)?.field == 2)
    #expect(roles.assignments.allSatisfy { Confidence($0.confidence) == .low })
  }

  private static func table(_ names: [String], _ rows: [[String]]) -> SampleTable {
    var table = SampleTable(fields: [], rowCount: rows.count)
    table.fields = names.indices.map { column in
      var field = SampleField(selector: names[column], names: [names[column]])
      field.values = rows.map { FieldValue(text: $0[column], kind: .string) }
      return field
    }
    return table
  }
}
