import Testing

@testable import Mapping

@Suite("Faults of date formats and zones")
struct DateFaultTests {
  @Test(
    "a format that cannot be read is told with the way out",
    arguments: [
      ("YYYY-MM-dd", "unknown pattern letters 'YYYY'; write 'yyyy' or 'yy' for the year"),
      ("yyyy-MM-DD", "unknown pattern letters 'DD'; write 'dd' or 'd' for the day of the month"),
      ("yyyy-mm-dd", "the pattern has no month, expected 'MM'; 'mm' means minutes"),
      ("yyyy-MM-ddTHH:mm", "unknown pattern letters 'T'; write the letter T in quotes: 'T'"),
      ("yyy-MM-dd", "unknown pattern letters 'yyy'; write 'yyyy' for four digits or 'yy' for two"),
      ("yyyy-MM-ddd", "unknown pattern letters 'ddd'; the letter stands too often"),
      (
        "yyyy-MM-dd at HH:mm",
        "unknown pattern letters 't'; fixed text stands in quotes, as in yyyy-MM-dd'T'HH:mm"
      ),
      ("yyyy-MM-dd on", "unknown pattern letters 'o'; fixed text stands in quotes, as in yyyy-MM-dd'T'HH:mm"),
      ("MM/yyyy", "the pattern has no day, expected 'dd'"),
      ("dd/MM", "the pattern has no year, expected 'yyyy'"),
      (
        "yyyy-MM-dd hh:mm",
        "'h' counts 12 hours and goes with 'a' (AM or PM); 'H' counts 24 hours and goes without"
      ),
      (
        "yyyy-MM-dd HH:mm a",
        "'h' counts 12 hours and goes with 'a' (AM or PM); 'H' counts 24 hours and goes without"
      ),
      ("yyyy-MM-dd mm", "the pattern has a minute and no hour"),
      ("yyyy-MM-dd HH:ss", "the pattern has a second and no minute"),
      ("yyyy-MM-dd HH:mm.SSS", "the pattern has a fraction and no second"),
      ("yyyy-MM-dd'T", "a quote (') is not closed"),
      ("yyyyMd", "a number of open length is followed by digits; write two letters, as in 'dd' or 'MM'"),
      ("yyyy-MM-dd dd", "the day stands twice in the pattern"),
      ("yy-MM-dd yyyy", "the year stands twice in the pattern"),
      ("%Y/%m/%d", "signs such as %Y are not understood, expected letters as in yyyy-MM-dd HH:mm:ss"),
      ("", "the pattern has no year, expected 'yyyy'"),
    ])
  func refusesPattern(pattern: String, expected: String) {
    let found = sentence { () throws(ConversionFault) in
      _ = try DateConversion(formats: ["iso8601", pattern], timeZone: nil, pivot: 70)
    }
    #expect(found == "date format '\(pattern)': \(expected)")
  }

  @Test("a mistyped name is answered with the nearest one")
  func suggestsName() {
    let found = sentence { () throws(ConversionFault) in
      _ = try DateConversion(formats: ["iso-8601x"], timeZone: nil, pivot: 70)
    }
    #expect(found == "unknown date format 'iso-8601x'; did you mean 'iso8601'?")
  }

  @Test("a fault names its format by index, and the zone and the pivot by -1")
  func indexes() {
    func index(_ formats: [String], _ zone: String?, _ pivot: Int) -> Int? {
      do throws(ConversionFault) {
        _ = try DateConversion(formats: formats, timeZone: zone, pivot: pivot)
        return nil
      } catch {
        return error.index
      }
    }
    #expect(index(["iso8601", "epoch", "nope"], nil, 70) == 2)
    #expect(index(["iso8601"], "Europe/Pariss", 70) == -1)
    #expect(index(["iso8601"], nil, 101) == -1)
    #expect(index([], nil, 70) == -1)
    #expect(index(["iso8601"], "Europe/Paris", 70) == nil)
  }

  @Test(
    "an unknown zone is refused, also an abbreviation that several places use",
    arguments: [
      "Europe/Pariss", "CST", "EST", "IST", "MEZ", "+25:00", "2", "", "UTC+", "Paris",
    ])
  func refusesZone(zone: String) {
    let found = sentence { () throws(ConversionFault) in
      _ = try DateConversion(formats: ["iso8601"], timeZone: zone, pivot: 70)
    }
    #expect(found?.hasPrefix("unknown time zone '\(zone)', expected a name such as 'Europe/Paris'") == true)
  }

  @Test(
    "two formats that can read one text differently are found",
    arguments: [
      (["dd/MM/yyyy", "MM/dd/yyyy"], ["dd/MM/yyyy", "MM/dd/yyyy"]),
      (["iso8601", "d/M/yyyy", "epoch", "MM/dd/yyyy"], ["d/M/yyyy", "MM/dd/yyyy"]),
      (["yy.MM.dd", "dd.MM.yy"], ["yy.MM.dd", "dd.MM.yy"]),
      (["yyyy-MM-dd", "yyyy-dd-MM"], ["yyyy-MM-dd", "yyyy-dd-MM"]),
      (["iso8601", "yyyy-dd-MM"], ["iso8601", "yyyy-dd-MM"]),
      (["d/M/yyyy H:mm", "M/d/yyyy H:mm"], ["d/M/yyyy H:mm", "M/d/yyyy H:mm"]),
      (["epoch_s", "epoch_ms"], ["epoch_s", "epoch_ms"]),
      (["yyyyMMdd", "epoch_s"], ["yyyyMMdd", "epoch_s"]),
      (["yyyyMMdd", "ddMMyyyy"], ["yyyyMMdd", "ddMMyyyy"]),
      (["M/d/yy", "d/M/yy"], ["M/d/yy", "d/M/yy"]),
    ])
  func findsAmbiguity(formats: [String], expected: [String]) {
    let found = DateConversion.ambiguity(of: formats)
    #expect(found.map { [$0.0, $0.1] } ?? [] == expected)
  }

  @Test(
    "formats that agree, or share no text, are not ambiguous",
    arguments: [
      ["iso8601", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss 'UTC'", "epoch_ms"],
      ["dd/MM/yyyy", "d/M/yyyy", "dd/MM/yyyy HH:mm"], ["dd.MM.yyyy", "MM/dd/yyyy"],
      ["dd/MM/yyyy", "dd/MM/yy"],
      ["d MMM yyyy", "MMM d, yyyy", "MMMM d, yyyy"], ["epoch", "epoch_s"], ["iso8601"], [],
    ])
  func agrees(formats: [String]) { #expect(DateConversion.ambiguity(of: formats) == nil) }
}
