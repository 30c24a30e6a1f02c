import Records
import Testing

@testable import Ledger

struct CatalogNormalisationTests {
  @Test(arguments: [
    ("exact", " AB-1 ", " AB-1 "),
    ("trim", " \tAB 1\u{A0} ", "AB 1"),
    ("trim", " \u{A0}", ""),
    ("fold", " Ab-É ", "ab-é"),
    ("fold", "İ", "i\u{307}"),
    ("nospace", " A B\u{A0}1 ", "AB1"),
    ("fold+nospace", "A b", "ab"),
    ("gtin", "4006381333931", "04006381333931"),
    ("gtin", "96385074", "00000096385074"),
    ("gtin", "036000291452", "00036000291452"),
    ("gtin", " 978-3-16-148410-0 ", "09783161484100"),
    ("gtin", "00036000291452", "00036000291452"),
    ("gtin", "123456789012345", "123456789012345"),
    ("gtin", " B000-X ", "B000-X"),
    ("gtin", "-", "-"),
    ("gtin+fold", "B000-X", "b000-x"),
  ])
  func normalForm(_ name: String, _ raw: String, _ normal: String) throws {
    #expect(try #require(CatalogNormalisation(name)).normalised(raw) == normal)
  }

  @Test(arguments: ["trim", "fold", "nospace", "fold+nospace", "gtin", "exact"])
  func namesAreReadAsTheyAreWritten(_ name: String) {
    #expect(CatalogNormalisation(name)?.text == name)
  }

  @Test(arguments: ["", "loose", "fold+", "Fold"])
  func otherNamesAreRefused(_ name: String) { #expect(CatalogNormalisation(name) == nil) }

  @Test(arguments: [
    ("4006381333931", nil), ("96385074", nil), ("036000291452", nil), ("00036000291452", nil),
    ("4006381333932", "has a wrong check digit: it should end in 1"),
    ("123", "is no GTIN: it has 3 digits"), ("B000", "is no GTIN: it has more than digits"),
  ])
  func checkDigits(_ text: String, _ fault: String?) {
    #expect(Array(text.utf8).withUnsafeBufferPointer { GTIN.fault($0) } == fault)
  }

  @Test(arguments: [
    "3b415741-b517-46db-baf0-a5326d16bbf8", "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
  ])
  func uuidsArePrintedAsTheyAreRead(_ text: String) throws {
    let uuid = try #require(CatalogUUID(text))
    #expect(uuid.description == text)
    #expect(CatalogUUID(text.uppercased()) == uuid)
    #expect(uuid.withBytes { CatalogUUID(stored: $0) } == uuid)
  }

  @Test(arguments: [
    "", "3b415741b51746dbbaf0a5326d16bbf8", "3b415741-b517-46db-baf0-a5326d16bbg8",
    "{3b415741-b517-46db-baf0-a5326d16bbf8}", "3b415741-b517-46db-baf0a-5326d16bbf8",
  ])
  func otherTextsAreNoUUIDs(_ text: String) { #expect(CatalogUUID(text) == nil) }
}
