/// Words of one script, in one run of bytes.
final class WordList {
  let bytes: UnsafeMutablePointer<UInt8>
  /// Start of each word, and the end of the last.
  let starts: UnsafeMutablePointer<Int32>
  let count: Int

  init(_ text: String) {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\n" })
    count = words.count
    bytes = .allocate(capacity: max(text.utf8.count, 1))
    starts = .allocate(capacity: words.count + 1)
    var position = 0
    for (index, word) in words.enumerated() {
      starts[index] = Int32(position)
      for byte in word.utf8 {
        bytes[position] = byte
        position += 1
      }
    }
    starts[words.count] = Int32(position)
  }

  deinit {
    bytes.deallocate()
    starts.deallocate()
  }

  /// Appends a word; of the lowest 16 bits, small ones choose words at the front of the list.
  @inline(__always) func append(_ choice: UInt64, to target: Bytes) {
    let index = share(of: count, choice)
    let start = Int(starts[index])
    target.append(bytes + start, Int(starts[index &+ 1]) &- start)
  }
}

/// How one script is written: its words and its punctuation.
struct Script {
  let words: WordList
  let space: StaticString
  let comma: StaticString
  let stop: StaticString
  let locale: StaticString
}

/// The scripts of the corpus; words often used stand in front.
struct Vocabulary {
  let scripts: [Script] = [
    Script(words: WordList(Words.english), space: " ", comma: ", ", stop: ". ", locale: "en_US"),
    Script(words: WordList(Words.german), space: " ", comma: ", ", stop: ". ", locale: "de_DE"),
    Script(words: WordList(Words.french), space: " ", comma: ", ", stop: " ! ", locale: "fr_FR"),
    Script(words: WordList(Words.russian), space: " ", comma: ", ", stop: ". ", locale: "ru_RU"),
    Script(words: WordList(Words.japanese), space: "", comma: "、", stop: "。", locale: "ja_JP"),
    Script(words: WordList(Words.chinese), space: "", comma: "，", stop: "。", locale: "zh_CN"),
    Script(words: WordList(Words.arabic), space: " ", comma: "، ", stop: ". ", locale: "ar_SA"),
  ]
  let names = WordList(Words.names)
  let emoji = WordList(Words.emoji)

  /// For a number below 16, a script: nine Latin, three Cyrillic, three CJK, one Arabic.
  static let scriptOfDraw: [Int] = [0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 4, 5, 5, 6]
}

enum Words {
  static let english = """
    the and it is a to for this i of very with but my in was not good great as on so have you are at all that product
    works well easy quality price use bought recommend perfect after one when just like love from really would had than
    they me out if an too more little time size nice year small first bit color fits made been day only even much other
    battery screen handle cable charger kitchen coffee kettle blender garden shoes jacket sleeves waterproof lightweight
    delivery arrived packaging instructions customer service returned replacement warranty broken scratched disappointed
    excellent comfortable sturdy durable noisy quiet bright heavy compact elegant expensive cheap reliable surprisingly
    """
  static let german = """
    und die der ist das ich nicht sehr gut mit für auch ein in zu es auf wie aber war habe den von bei so nach man sich
    schnell Lieferung Qualität Preis Gerät leider super gerne wieder empfehlen zufrieden schön größer klein genau passt
    Verpackung Bedienung Küche Akku Kabel Geräusch Größe Farbe Rücksendung Kundendienst Gewährleistung überraschend
    hochwertig günstig stabil leise laut wasserdicht bequem enttäuscht Anleitung verständlich täglich benutzt kaputt
    """
  static let french = """
    et le la de très bien je un une est pas pour avec mais en que ce les produit qualité prix livraison rapide parfait
    recommande facile utilisation déçu couleur taille correspond à la description emballage solide léger élégant
    pratique bruit bouilloire café câble écran batterie garantie remboursé malheureusement agréable fragile étanche
    """
  static let russian = """
    и в не на очень хороший с что товар за это как но все для качество цена быстро доставка пришёл рекомендую отличный
    удобный размер цвет маленький большой работает тихо громко кабель экран батарея упаковка возврат гарантия сломался
    спасибо доволен покупка магазин инструкция понятная прочный дешёвый дорогой неожиданно красивый лёгкий тяжёлый
    """
  static let japanese = """
    とても 良い 商品 です これは 使いやすい 届きました 早く 品質 価格 色 サイズ 小さい 大きい 満足 残念 静か うるさい
    電池 画面 ケーブル 台所 珈琲 説明書 梱包 返品 保証 壊れた おすすめ 買って よかった 毎日 使って います 軽い 重い
    """
  static let chinese = """
    很好 非常 质量 价格 快递 满意 推荐 这个 产品 使用 方便 颜色 尺寸 有点 小 大 轻 重 安静 噪音 电池 屏幕 充电线 厨房
    咖啡 说明书 包装 退货 保修 坏了 失望 漂亮 结实 便宜 贵 每天 都用 第二次 购买 客服 态度 不错
    """
  static let arabic = """
    جيد جدا المنتج من في و هذا مع السعر الجودة التوصيل سريع أنصح به ممتاز اللون الحجم صغير كبير هادئ خفيف ثقيل
    البطارية الشاشة الكابل المطبخ القهوة التعليمات التغليف الضمان مكسور للأسف راض الشراء المتجر سهل الاستخدام
    """
  static let names = """
    Anna Ben Chloé Dmitri Emma Fatima Günther Hannah Igor Jürgen Karim Lena Marta Nils Olga Pablo Quentin Rosa Søren
    Tomáš Ulla Vera Wei Xenia Yuki Zoë 花子 太郎 Мария Алексей محمد ليلى
    """
  static let emoji = "😀 👍 🎉 ❤️ 😡 👎🏽 🙏 ⭐⭐⭐⭐⭐ 🤷‍♀️ 🔥 🇫🇷 ☕"
}
