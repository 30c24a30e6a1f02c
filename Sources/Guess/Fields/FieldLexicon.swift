/// What fields are called, in the languages of many shops.
///
/// Names are compared folded: lower case, without accents and without what stands between words. English first, then
/// German, French, Spanish, Italian, Portuguese, Dutch, Polish and Czech, Japanese, Korean, Chinese.
enum FieldLexicon {
  static let names: [FieldRole: Set<String>] = [
    .id: words(
      """
      id nr no reviewid reviewuuid uniqueid externalid productreviewid feedbackid ratingid commentid uuid guid reviewno reviewnumber
      bewertungsid bewertungsnummer bewertungsnr rezensionsid idavis avisid idresena idopinion resenaid
      idrecensione idavaliacao beoordelingsid beoordelingid reviewnummer idopinii idrecenze
      レビューid 口コミid 番号 리뷰id 리뷰번호 후기번호 评论id 評論id
      """),
    .product: words(
      """
      sku productsku skus product productid productcode productref productref productreference productnumber productno productkey
      itemid itemnumber itemno itemsku itemcode asin articleid articlenumber articleno article variantsku variantid styleid stylecode
      merchantproductid externalproductid catalogitemid pageid
      artikelnummer artikelnr artikelid artikel produktid produktnummer produktnr produkt bestellnummer
      referenceproduit refproduit idproduit produit reference codeproduit codearticle refarticle
      idproducto producto referencia codigoproducto codigodeproducto codigoarticulo referenciaproducto
      idprodotto prodotto codiceprodotto codicearticolo codice idproduto produto codigoproduto referenciaproduto
      productnummer artikelcode idproduktu kodproduktu kodproduktu kodzbozi
      商品コード 商品id 商品番号 品番 型番 상품코드 상품번호 상품id 제품코드 商品编号 商品編號 entitypkvalue
      """),
    .barcode: words(
      """
      ean gtin barcode upc isbn ean13 gtin13 gtins eancode eannummer codebarres codebarre codigodebarras
      codigobarras codiceabarre streepjescode strichcode jan jancode 바코드
      """),
    .score: words(
      """
      rating score stars star starrating reviewscore reviewrating overallrating overallscore ratingvalue ratingscore overall rate grade
      productrating itemrating totalrating value votevalue ratingoverall starsrating numstars numberofstars mark points reviewstars customerrating
      bewertung sterne sternebewertung punkte note gesamtbewertung gesamtnote anzahlsterne bewertungspunkte bewertungsterne
      etoiles nombredetoiles noteglobale evaluation calificacion puntuacion estrellas valoracion nota puntaje
      valutazione stelle voto punteggio avaliacao estrelas classificacao pontuacao cijfer sterren waardering score5 ocena hodnoceni hvezdicky
      評価 評点 星 星の数 点数 総合評価 평점 별점 점수 평가 评分 評分 星级
      """),
    .scoreMin: words("min minrating ratingmin minscore scoremin worstrating ratingsoverallmin ratingmin"),
    .scoreMax: words(
      "max maxrating ratingmax maxscore scoremax bestrating ratingrange ratingsoverallmax outof"),
    .title: words(
      """
      title headline heading subject reviewtitle reviewheadline reviewsubject summary reviewsummary shortreview
      titel ueberschrift uberschrift betreff bewertungstitel titre titreavis titreduavis sujet titulo tituloresena titulodelaopinion
      titolo oggetto titolorecensione tituloavaliacao assunto onderwerp titelbeoordeling tytul nadpis
      タイトル 件名 見出し 제목 标题 標題
      """),
    .text: words(
      """
      text body content reviewtext reviewbody reviewcontent reviewcomment comment comments review feedback message description detail
      details bodytext fullreview reviewdescription generalcomments opinion testimonial remarks
      bewertungstext rezension rezensionstext kommentar inhalt nachricht beschreibung erfahrung meinung
      avis commentaire commentaires texte contenu texteavis message temoignage
      comentario comentarios texto resena contenido opinion textoresena
      recensione testo commento commenti contenuto testorecensione
      avaliacaotexto conteudo opiniao depoimento mensagem
      beoordeling tekst inhoud opmerking opmerkingen recensie toelichting bericht opinia tresc komentarz text recenze komentar
      本文 レビュー コメント 口コミ 内容 感想 レビュー本文 내용 본문 후기 리뷰 리뷰내용 评论 評論 评价内容
      """),
    .pros: words(
      "pros positive positives goodpoints advantages vorteile positives avantages pointsforts pros ventajas vantaggi pregi vantagens voordelen pluspunten plusy zalety 良い点 장점"
    ),
    .cons: words(
      "cons negative negatives badpoints disadvantages nachteile inconvenients pointsfaibles desventajas contras svantaggi difetti desvantagens nadelen minpunten minusy wady 悪い点 단점"
    ),
    .date: words(
      """
      date when submitted posted published submittedon postedon publishedon reviewedon reviewdate createdat created datecreated createddate creationdate creationtime datereviewed reviewedat reviewtime submittedat
      submissiontime submissiondate datesubmitted publishedat publishdate publisheddate datepublished publicationdate postedat
      posteddate dateposted time timestamp unixtimestamp reviewtimestamp unixreviewtime reviewcreatedat datecreatedgmt writtenat datetime addedat dateadded
      datum bewertungsdatum erstelltam erstelldatum abgegebenam datumdatei datedecreation datepublication datedavis dateavis creele publiele
      fecha fechacreacion fechadecreacion fechapublicacion fecharesena data datacreazione datadicreazione datarecensione datadecriacao
      dataavaliacao aangemaaktop datumbeoordeling geplaatstop datadodania datautworzenia datumpridani
      日付 投稿日 投稿日時 作成日 レビュー日 날짜 작성일 작성일자 등록일 日期 评论时间
      """),
    .upVotes: words(
      """
      upvotes votesup upvote helpful helpfulvotes helpfulvote helpfulcount helpfulyes votes vote votecount likes likecount usefulcount useful
      positivefeedbackcount numpositivefeedbacks totalpositivefeedbackcount positivevotes thumbsup thumbup foundhelpful
      hilfreich hilfreichestimmen anzahlhilfreich utile votesutiles votespositifs util votosutiles votospositivos utili votiutili nuttig
      pomocne uzitecne 参考になった いいね 도움 추천 추천수 좋아요 有用
      """),
    .downVotes: words(
      """
      downvotes votesdown downvote nothelpful nothelpfulvotes unhelpful unhelpfulvotes unhelpfulcount helpfulno dislikes
      dislikecount negativefeedbackcount numnegativefeedbacks totalnegativefeedbackcount negativevotes thumbsdown
      nichthilfreich votesnegatifs pasutile noutil votosnegativos nonutile nietnuttig 비추천
      """),
    .totalVotes: words(
      "totalvotes votestotal totalfeedbackcount numfeedbacks helpfultotal totalhelpfulvotes"),
    .status: words(
      """
      status reviewstatus state moderationstatus approvalstatus published ispublished approved isapproved publishstatus curated visible isvisible
      visibility active isactive enabled statusid veroffentlicht freigegeben genehmigt freigabe statut etat publie approuve estado publicado
      aprobado aprovado stato pubblicato approvato gepubliceerd goedgekeurd zatwierdzona schvaleno ステータス 公開 状態 상태 승인 공개 状态
      """),
    .removed: words(
      """
      deleted isdeleted removed isremoved archived isarchived spam isspam hidden ishidden escalated issyndicated syndicated rejected
      isrejected geloscht versteckt supprime masque eliminado oculto eliminato nascosto verwijderd verborgen 削除 삭제
      """),
    .locale: words(
      """
      locale language lang languagecode displaylocale contentlocale reviewlocale reviewlanguage sprache langue idioma lingua taal jezyk jazyk
      言語 언어 语言
      """),
    .author: words(
      """
      author authorname reviewer reviewername nickname username displayname customername name user customer consumername fullname usernickname
      autor kunde kundenname benutzer benutzername auteur nomclient pseudo nom nombre cliente autore nome utente gebruiker naam klant
      reviewerid authorid userid customerid 投稿者 ユーザー名 ニックネーム 작성자 닉네임 用户 作者
      """),
    .email: words(
      "email emailaddress revieweremail customeremail useremail authoremail mail correo courriel"),
  ]

  /// Words that say that a field is about something else than the review's own value.
  static let foreign: [FieldRole: Set<String>] = {
    let reply = words(
      "reply replies response responses answer answers moderation exchange antwort reponse respuesta risposta merchant brand"
    )
    let person = words(
      "author reviewer user customer consumer order transaction buyer kunde client cliente person store shop company seller publisher aggregator website"
    )
    let thing = words(
      "product item image images photo photos video videos media store shop service delivery link links url tag tags variant category"
    )
    let later = words(
      "updated modified edited purchase purchased ordered order delivery replied reply response birth verified sent publish expiry"
    )
    return [
      .id: reply.union(person).union(thing).union(words("parent legacy style group")),
      .product: reply.union(person).union(words("image url link type category price description")),
      .score: reply.union(
        words(
          "count average avg number recommend min max range delivery transport service communication quality secondary sub"
        )),
      .title: reply.union(thing).union(words("author reviewer user customer job meta")),
      .text: reply.union(thing).union(
        words("count id date author reviewer user customer status type summary title score rating")),
      .date: reply.union(later), .upVotes: words("total negative not un down"),
      .status: reply.union(person).union(words("order code")),
      .locale: reply, .removed: reply,
    ]
  }()

  private static let all: Set<String> = names.values.reduce(into: []) { $0.formUnion($1) }

  /// Whether a text is a name that fields have.
  static func knows(_ name: String) -> Bool {
    let folded = FieldName.joined(name)
    return all.contains(folded) || all.contains(FieldName.withoutReview(folded))
  }

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
