import TestSupport

/// Makes feeds in which much looks like the beginning of a product and is none.
struct NastyFeed {
  let path = "/Feed/Product/Reviews/Review"
  static let selectors = ["@id", "Title", "Text", "../../@id", "../../Name", "../../../@name", "Badge/@n"]
  var selectors: [String] { Self.selectors }

  private var random: SeededRandom
  private var number = 0

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  static let small: String = {
    var feed = NastyFeed(seed: 3)
    return feed.make(products: 5, isNasty: false)
  }()

  static let damages = [
    "<", "&", "]]>", "<![CDATA[", "</Product>", "<Product id='no'>", "<!--", "<!-- <Product x> -->", "\"",
    "\u{1}", "&x;", "</Feed>", "<?p", "<?p <Product ?>", "<Product/>", "&#0;", "<a:b/>",
  ]

  mutating func make() -> String { make(products: random.int(in: 0...12), isNasty: true) }

  private mutating func make(products: Int, isNasty: Bool) -> String {
    var text = pick(["", "<?xml version=\"1.0\"?>\n", "<!-- <Product id=\"0\"> -->\n"])
    text += "<Feed xmlns=\"urn:a\" xmlns:b=\"urn:b\"\n name=\"all\">\n"
    for _ in 0..<products {
      text += product() + pick(["", "\n", "\r\n ", "  "])
      if isNasty, chance(3) { text += pick(Self.between) }
    }
    text += "</Feed>"
    return text + (isNasty ? pick(["", "\n", "<!-- <Product> -->", "<Feed/>", "x"]) : "\n")
  }

  private mutating func product() -> String {
    number += 1
    let spaces = chance(5) ? " xmlns=\"urn:c\" xmlns:b=\"urn:d\"" : ""
    var text = "<Product id=\"\(number)\"\(spaces)>"
    if chance(2) { text += "<Name>Product \(number)</Name>" }
    text += "<Reviews>"
    for _ in 0..<random.int(in: 0...4) { text += review() + pick(["", "\n"]) }
    text += "</Reviews>"
    if chance(4) { text += "<Name>late \(pick(Self.inside))</Name>" }
    if chance(9) { text += "<Product id=\"inner\"><Reviews><Review/></Reviews></Product>" }
    return text + "</Product>"
  }

  private mutating func review() -> String {
    number += 1
    var text = "<Review id=\"r\(number)\"><Title>t\(number)\(pick(Self.inside))</Title>\n"
    for _ in 0..<random.int(in: 0...2) { text += "<Badge n='\(pick(["a", "&lt;Product>", "&nbsp;"]))'/>" }
    return text + "<Text>\(pick(Self.inside)) \(pick(Self.inside))</Text></Review>"
  }

  private static let inside = [
    "", "", "words", "<![CDATA[<Product id=\"9\"> & ]] ]>]]>", "<!-- <Product>\n -->", "<?pi <Product a?>",
    "é漢😀", "&amp;&#10;&nbsp;", "\r\n", "<i>x</i>", "<![CDATA[</Product>\n<Product id='8'>\r]]>",
    "<b:x xmlns:b=\"urn:e\"/>", "&unknown;", "& ", "&#x;", "]]>", "\u{2}", "<Product/>",
    String(repeating: "long ", count: 60),
    String(repeating: "<d>", count: 9) + String(repeating: "</d>", count: 9),
  ]

  private static let between = [
    "<!-- \n<Product id=\"7\">\n -->", "<?p <Product ?>", "text", "<Other><Product/></Other>", "<Product/>",
    "<Product id='6'></Product >", "<![CDATA[ <Product> ]]>", "<b:Product id='5'/>", "&lt;", "&unknown;",
    "</Product>",
    "<Products/>", "<Product\nid='4'\n>\n</Product>", "]]>", "\u{3}", "<Broken", "<Product id='1' id='2'/>",
  ]

  private mutating func pick(_ texts: [String]) -> String { texts[random.int(in: 0...texts.count - 1)] }

  private mutating func chance(_ count: Int) -> Bool { random.int(in: 1...count) == 1 }
}
