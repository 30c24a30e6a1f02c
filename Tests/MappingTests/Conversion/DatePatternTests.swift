import TestSupport
import Testing

@testable import Mapping

@Suite("Date patterns")
struct DatePatternTests {
  @Test(
    "every format met in vendors' files is read",
    arguments: [
      DateCase("yyyy-MM-dd HH:mm:ss 'UTC'", "2025-03-02 10:12:00 UTC", "2025-03-02T10:12:00Z"),
      DateCase(
        "yyyy-MM-dd HH:mm:ss 'UTC'", zone: "Europe/Paris", "2025-03-02 10:12:00 UTC ",
        "2025-03-02T10:12:00Z"),
      DateCase("yyyy-MM-dd HH:mm:ss z", "2025-03-02 10:12:00 UTC", "2025-03-02T10:12:00Z"),
      DateCase("yyyy-MM-dd HH:mm:ss", zone: "UTC", "2016-02-27 15:53:59", "2016-02-27T15:53:59Z"),
      DateCase("yyyy-MM-dd HH:mm:ss", zone: "America/Chicago", "2024-02-11 16:40:02", "2024-02-11T22:40:02Z"),
      DateCase("yyyy-MM-dd HH:mm", zone: "UTC", "2024-06-01 14:05", "2024-06-01T14:05:00Z"),
      DateCase("yyyy-MM-dd'T'HH:mm:ssZ", "2023-01-05T12:33:11+0000", "2023-01-05T12:33:11Z"),
      DateCase("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2012-01-23T12:59:25.000-06:00", "2012-01-23T18:59:25Z"),
      DateCase("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", "2023-04-12T18:13:47.250Z", "2023-04-12T18:13:47.25Z"),
      DateCase("yyyy-MM-dd'T'HH:mm:ss", zone: "UTC", "2013-09-07T13:37:00", "2013-09-07T13:37:00Z"),
      DateCase("yyyy-MM-dd", "2014-10-09", "2014-10-09T00:00:00Z"),
      DateCase("dd/MM/yyyy", "04/03/2024", "2024-03-04T00:00:00Z"),
      DateCase("MM/dd/yyyy", "04/03/2024", "2024-04-03T00:00:00Z"),
      DateCase("M/d/yyyy", "4/3/2024", "2024-04-03T00:00:00Z"),
      DateCase("M/d/yy", "12/31/19", "2019-12-31T00:00:00Z"),
      DateCase("MM d, yyyy", "01 1, 2018", "2018-01-01T00:00:00Z"),
      DateCase("MM d, yyyy", "06 12, 2013", "2013-06-12T00:00:00Z"),
      DateCase("dd.MM.yyyy", "31.12.2023", "2023-12-31T00:00:00Z"),
      DateCase("dd.MM.yyyy HH:mm", zone: "Europe/Berlin", "31.12.2023 18:30", "2023-12-31T17:30:00Z"),
      DateCase("yy.MM.dd", "15.08.27", "2015-08-27T00:00:00Z"),
      DateCase("yyyyMMdd", "20240503", "2024-05-03T00:00:00Z"),
      DateCase("yyyyMMddHHmmss", zone: "UTC", "20240503101112", "2024-05-03T10:11:12Z"),
      DateCase("d-MMM-yy", "20-May-12", "2012-05-20T00:00:00Z"),
      DateCase("dd-MMM-yy", "27-Apr-10", "2010-04-27T00:00:00Z"),
      DateCase("d MMM yyyy", "3 May 2024", "2024-05-03T00:00:00Z"),
      DateCase("MMMM d, yyyy", "January 20, 2012", "2012-01-20T00:00:00Z"),
      DateCase("MMM d, yyyy", "Sept. 4, 2015", "2015-09-04T00:00:00Z"),
      DateCase("EEE, dd MMM yyyy HH:mm:ss Z", "Tue, 15 Nov 1994 08:12:31 +0200", "1994-11-15T06:12:31Z"),
      DateCase("EEE, dd MMM yyyy HH:mm:ss z", "Tue, 15 Nov 1994 08:12:31 GMT", "1994-11-15T08:12:31Z"),
      DateCase("EEE MMM dd HH:mm:ss Z yyyy", "Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19:24Z"),
      DateCase("EEE MMM dd yyyy HH:mm:ss z", "Sun Mar 02 2025 10:12:00 GMT+0100", "2025-03-02T09:12:00Z"),
      DateCase("M/d/yyyy h:mm a", zone: "America/New_York", "7/4/2024 9:05 PM", "2024-07-05T01:05:00Z"),
      DateCase("M/d/yyyy, h:mm:ss a", zone: "UTC", "7/4/2024, 12:00:01\u{202F}AM", "2024-07-04T00:00:01Z"),
      DateCase(
        "yyyy-MM-dd HH:mm:ss.SSSSSS", zone: "UTC", "2024-05-03 10:00:00.000123", "2024-05-03T10:00:00.000123Z"
      ),
      DateCase("yyyy년 M월 d일", "2024년 5월 3일", "2024-05-03T00:00:00Z"),
    ])
  func readsVendorFormats(dateCase: DateCase) throws { #expect(try dateCase.result == dateCase.expected) }

  @Test(
    "letters take what they say and no more",
    arguments: [
      DateCase("MMM d yyyy", "SEPTEMBER 4 2015", "2015-09-04T00:00:00Z"),
      DateCase("MMM d yyyy", "sep 4 2015", "2015-09-04T00:00:00Z"),
      DateCase("MMMM d yyyy", "Sept 4 2015", "2015-09-04T00:00:00Z"),
      DateCase("MMM d yyyy", "May 4 2015", "2015-05-04T00:00:00Z"),
      DateCase("MMM d yyyy", "May. 4 2015", "2015-05-04T00:00:00Z"),
      DateCase("d.MMM.yyyy", "4.Sep.2015", "2015-09-04T00:00:00Z"),
      DateCase("MMM d yyyy", "Septem 4 2015", "unreadable"),
      DateCase("MMM d yyyy", "Mai 4 2015", "unreadable"),
      DateCase("MMM d yyyy", "Ma 4 2015", "unreadable"),
      DateCase("MMM d yyyy", "Marc 4 2015", "unreadable"),
      DateCase("dd/MM/yyyy", "4/3/2024", "unreadable"),
      DateCase("dd/MM/yyyy", "04/13/2024", "unreadable"),
      DateCase("d/M/yyyy", "04/03/2024", "2024-03-04T00:00:00Z"),
      DateCase("d/M/yyyy", "004/03/2024", "unreadable"),
      DateCase("d/M/yyyy", "4/3/24", "unreadable"),
      DateCase("d/M/yy", "4/3/2024", "unreadable"),
      DateCase("dd/MM/yyyy", "29/02/2023", "unreadable"),
      DateCase("dd/MM/yyyy", "29/02/2024", "2024-02-29T00:00:00Z"),
      DateCase("dd/MM/yyyy", "31/04/2024", "unreadable"),
      DateCase("dd/MM/yyyy", " 30/04/2024\t", "2024-04-30T00:00:00Z"),
      DateCase("dd/MM/yyyy", "30/04/2024 x", "unreadable"),
      DateCase("dd/MM/yyyy", "x30/04/2024", "unreadable"),
      DateCase("dd / MM / yyyy", "30  /\t04 / 2024", "2024-04-30T00:00:00Z"),
      DateCase("dd / MM / yyyy", "30/04/2024", "unreadable"),
      DateCase("yyyy-MM-dd HH:mm", zone: "UTC", "2024-04-30 24:00", "2024-05-01T00:00:00Z"),
      DateCase("yyyy-MM-dd HH:mm", zone: "UTC", "2024-04-30 24:01", "unreadable"),
      DateCase("yyyy-MM-dd HH:mm:ss", zone: "UTC", "2024-04-30 23:59:60", "2024-05-01T00:00:00Z"),
      DateCase("yyyy-MM-dd H:m:s", zone: "UTC", "2024-04-30 1:2:3", "2024-04-30T01:02:03Z"),
      DateCase("yyyy-MM-dd HH:mm:ss.S", zone: "UTC", "2024-04-30 01:02:03.1234", "2024-04-30T01:02:03.1234Z"),
      DateCase("yyyy-MM-dd HH:mm:ss.S", zone: "UTC", "2024-04-30 01:02:03", "unreadable"),
      DateCase("yyyy-MM-dd hh:mm a", zone: "UTC", "2024-04-30 12:00 AM", "2024-04-30T00:00:00Z"),
      DateCase("yyyy-MM-dd hh:mm a", zone: "UTC", "2024-04-30 12:00 pm", "2024-04-30T12:00:00Z"),
      DateCase("yyyy-MM-dd hh:mm a", zone: "UTC", "2024-04-30 11:59 p.m.", "2024-04-30T23:59:00Z"),
      DateCase("yyyy-MM-dd hh:mma", zone: "UTC", "2024-04-30 01:00Pm", "2024-04-30T13:00:00Z"),
      DateCase("yyyy-MM-dd hh:mm a", zone: "UTC", "2024-04-30 13:00 PM", "unreadable"),
      DateCase("yyyy-MM-dd hh:mm a", zone: "UTC", "2024-04-30 00:00 AM", "unreadable"),
      DateCase("yyyy-MM-dd hh:mm a", zone: "UTC", "2024-04-30 01:00 XM", "unreadable"),
      DateCase("EEE d MMM yyyy", "Fri 3 May 2024", "2024-05-03T00:00:00Z"),
      DateCase("EEEE d MMM yyyy", "friday 3 may 2024", "2024-05-03T00:00:00Z"),
      DateCase("EEE d MMM yyyy", "Thu 3 May 2024", "unreadable"),
      DateCase("EEE d MMM yyyy", "Thurs. 2 May 2024", "2024-05-02T00:00:00Z"),
      DateCase("yyyy-MM-dd HH:mm z", "2024-04-30 01:00 CET", "unreadable"),
      DateCase("yyyy-MM-dd HH:mm z", "2024-04-30 01:00 Z", "2024-04-30T01:00:00Z"),
      DateCase("yyyy-MM-dd HH:mm XXX", zone: "UTC", "2024-04-30 01:00 -02:30", "2024-04-30T03:30:00Z"),
      DateCase("yyyy-MM-dd HH:mm Z", "2024-04-30 01:00 UTC", "unreadable"),
      DateCase("yyyy-MM-dd HH:mm", "2024-04-30 01:00", "no zone"),
      DateCase("yyyy-MM-dd 'o''clock' HH", "2024-04-30 o'clock 10", "no zone"),
      DateCase("''yy-MM-dd", "'24-04-30", "2024-04-30T00:00:00Z"),
      DateCase("yyyy-MM-dd'T'HH", zone: "UTC", "2024-04-30t10", "unreadable"),
      DateCase("yyyy-MM-dd", "", "unreadable"),
      DateCase("yyyy-MM-dd", "2024-04-3", "unreadable"),
      DateCase("yyyy-MM-dd", "0000-04-30", "unreadable"),
    ])
  func readsExactly(dateCase: DateCase) throws { #expect(try dateCase.result == dateCase.expected) }

  @Test(
    "two-digit years turn at the pivot",
    arguments: [
      (70, "00", "2000"), (70, "69", "2069"), (70, "70", "1970"), (70, "99", "1999"), (0, "00", "1900"),
      (100, "99", "2099"), (30, "29", "2029"), (30, "30", "1930"),
    ])
  func turnsAtPivot(pivot: Int, short: String, long: String) throws {
    let dateCase = DateCase("dd.MM.yy", pivot: pivot, "05.04.\(short)", "\(long)-04-05T00:00:00Z")
    #expect(try dateCase.result == dateCase.expected)
  }

  @Test(
    "the first format that fits wins",
    arguments: [
      DateCase("yyyy-MM-dd HH:mm:ss 'UTC' | iso8601 | epoch_ms", "1588687728923", "2020-05-05T14:08:48.923Z"),
      DateCase("yyyy-MM-dd HH:mm:ss 'UTC' | iso8601", "2023-06-01T10:00:00-04:00", "2023-06-01T14:00:00Z"),
      DateCase("yyyy-MM-dd HH:mm:ss 'UTC' | iso8601", "2026-09-05", "2026-09-05T00:00:00Z"),
      DateCase("yyyy-MM-dd HH:mm:ss | dd/MM/yyyy", "2024-04-30 10:00:00", "no zone"),
      DateCase("dd/MM/yyyy | d MMM yyyy", "1 Feb 2024", "2024-02-01T00:00:00Z"),
      DateCase("dd/MM/yyyy | d MMM yyyy", "Feb 1 2024", "unreadable"),
    ])
  func triesInOrder(dateCase: DateCase) throws { #expect(try dateCase.result == dateCase.expected) }

  @Test(
    "what a pattern writes, it reads: 2,000 seeded days and times",
    arguments: [
      "yyyy-MM-dd HH:mm:ss", "d/M/yyyy H:m:s", "yyyyMMddHHmmss", "EEE, d MMM yyyy hh:mm:ss a",
      "MMMM d, yyyy h:mm:ss a z", "dd.MM.yyyy'T'HH:mm:ssXXX", "yyyy년 M월 d일 HH:mm:ss",
    ])
  func readsWhatItWrites(pattern: String) throws {
    let conversion = try DateConversion(formats: [pattern], timeZone: "UTC", pivot: 70)
    let parsed = try DatePattern(pattern)
    var generator = SeededRandom(seed: 7)
    for _ in 0..<2000 {
      let seconds = Int.random(in: -62_135_596_800...253_402_300_799, using: &generator)
      let days = Int(CivilDate.floorDivide(Int64(seconds), 86_400))
      let text = parsed.text(of: CivilDate(days: days), secondOfDay: seconds - days * 86_400)
      let result = text.withUnsafeBufferPointer { conversion.parse($0) }
      #expect(
        result == .success(Instant(seconds: Int64(seconds))), "\(String(decoding: text, as: UTF8.self))")
    }
  }
}
