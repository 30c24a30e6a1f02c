import Records
import Testing

@testable import Mapping

/// The text that `replace` gives; nil where nothing matched, `gave up` where it was stopped.
private func replaced(_ text: String, _ pattern: String, _ template: String) throws -> String? {
  let expression = try RegularExpression(pattern)
  let replacement = try Replacement(template, for: expression)
  let scratch = RegexScratch()
  var gaveUp = false
  let result = rewritten(text) { bytes, out in
    do throws(RegexGaveUp) {
      return try expression.replace(bytes, with: replacement, scratch, into: out)
    } catch {
      gaveUp = true
      return false
    }
  }
  return gaveUp ? "gave up" : result
}

private func extracted(_ text: String, _ pattern: String) throws -> String? {
  let expression = try RegularExpression(pattern)
  return try Array(text.utf8).withUnsafeBufferPointer { bytes in
    try expression.extract(bytes, RegexScratch()).map { string(UnsafeBufferPointer(rebasing: bytes[$0])) }
  }
}

private func matches(_ text: String, _ pattern: String) throws -> Bool {
  let expression = try RegularExpression(pattern)
  return try Array(text.utf8).withUnsafeBufferPointer { try expression.matches($0, RegexScratch()) }
}

@Suite("Regular expressions")
struct RegularExpressionTests {
  @Test(
    "a pattern is searched, not matched whole",
    arguments: [
      ("b", "abc", true), ("^b", "abc", false), ("^[0-9]{8,14}$", "4006381333931", true),
      ("^[0-9]{8,14}$", "400638133393x", false), ("", "", true), ("x", "", false), ("^$", "", true),
      ("(?i)KETTLE", "Kettle 900", true), ("^\\w+$", "Übergröße", true), ("^.$", "é", true),
      ("^.$", "🎈", true),
      ("\\p{Han}", "漢字", true), ("^\\d$", "٤", true), ("\\bcafé\\b", "au café.", true), ("É", "é", false),
      ("(?i)É", "é", true), ("a\nb", "a\nb", true), ("a.b", "a\nb", false), ("(?s)a.b", "a\nb", true),
    ])
  func searches(pattern: String, text: String, expected: Bool) throws {
    #expect(try matches(text, pattern) == expected)
  }

  @Test(
    "extract gives group 1, or the whole match",
    arguments: [
      ("gid://shopify/Product/555", "Product/([0-9]+)", "555"),
      ("gid://shopify/Product/555", "[0-9]+$", "555"),
      ("sku-12-x", "([0-9]+)-(x)", "12"), ("abc", "x", nil), ("abc", "(x)?abc", nil), ("abc", "(x*)", ""),
      ("Größe 42", "\\pN+", "42"), ("é=ü", "=(.)", "ü"),
    ])
  func extracts(text: String, pattern: String, expected: String?) throws {
    #expect(try extracted(text, pattern) == expected)
  }

  @Test(
    "every match is replaced",
    arguments: [
      ("a-b-c", "-", "+", "a+b+c"), ("abc", "x", "y", nil), ("abc", "", "-", "-a-b-c-"),
      ("é", "", "-", "-é-"),
      ("John Smith", "(\\w+) (\\w+)", "$2, $1", "Smith, John"), ("5", "\\d", "$$$0", "$5"),
      ("5", "(?<n>\\d)", "${n}${1}", "55"), ("a|b", "\\|", "/", "a/b"), ("aaa", "a*", "x", "xx"),
      ("", "^", "x", "x"), ("a\r\nb", "\\R", " ", "a b"), ("x1y22", "[0-9]+", "", "xy"),
      ("ab", "(x)?b", "[$1]", "a[]"), ("日本", "本", "曜日", "日曜日"), ("aXbX", "(?<=a)X", "-", "a-bX"),
      ("one two", "\\b", "|", "|one| |two|"),
    ])
  func replaces(text: String, pattern: String, template: String, expected: String?) throws {
    #expect(try replaced(text, pattern, template) == expected)
  }

  @Test(
    "a wrong pattern is told with its place",
    arguments: [
      ("(a", "pattern '(a': missing closing parenthesis (behind character 2)", 2),
      ("é(", "pattern 'é(': missing closing parenthesis (behind character 2)", 3),
      ("[z-a]", "pattern '[z-a]': range out of order in character class (behind character 3)", 3),
      ("a\\Gb", "pattern 'a\\Gb': \\G is not supported", 0),
      ("*", "pattern '*': quantifier does not follow a repeatable item (behind character 0)", 0),
      ("\\C", "pattern '\\C': using \\C is disabled by the application (behind character 2)", 2),
    ])
  func refusesPattern(pattern: String, expected: String, index: Int) {
    do throws(ConversionFault) {
      _ = try RegularExpression(pattern)
      Issue.record("accepted")
    } catch {
      #expect(error == ConversionFault(sentence: expected, index: index))
    }
  }

  @Test("more groups than a match can hold are refused")
  func refusesGroups() throws {
    #expect(try RegularExpression(String(repeating: "(a)", count: 63)).groupCount == 63)
    let found = sentence { () throws(ConversionFault) in
      _ = try RegularExpression(String(repeating: "(a)", count: 64))
    }
    #expect(found?.hasSuffix("64 groups, expected at most 63") == true)
  }

  @Test(
    "a template is checked against the groups",
    arguments: [
      ("$2", "replacement '$2': no group '2'; the pattern has 1 group", 0),
      ("ab${x}", "replacement 'ab${x}': no group 'x'; the pattern has 1 group", 2),
      ("5 $", "replacement '5 $': a $ without a group; write $$ for a dollar", 2),
      ("$a", "replacement '$a': a $ without a group; write $$ for a dollar", 0),
      ("${1", "replacement '${1': a $ without a group; write $$ for a dollar", 0),
      ("${}", "replacement '${}': a $ without a group; write $$ for a dollar", 0),
    ])
  func refusesTemplate(template: String, expected: String, index: Int) throws {
    let expression = try RegularExpression("(?<n>a)")
    do throws(ConversionFault) {
      _ = try Replacement(template, for: expression)
      Issue.record("accepted")
    } catch {
      #expect(error == ConversionFault(sentence: expected, index: index))
    }
  }

  @Test("a template knows names, numbers and dollars")
  func takesTemplate() throws {
    let expression = try RegularExpression("(?<n>a)(b)")
    let parts = try Replacement("x$1${n}$$${2}y$0", for: expression).parts
    #expect(
      parts == [
        .text(Array("x".utf8)), .group(1), .group(1), .text(Array("$".utf8)), .group(2),
        .text(Array("y".utf8)),
        .group(0),
      ])
  }

  @Test(
    "catastrophic patterns end, and neither match nor fail to match",
    arguments: [
      ("(a+)+$", 40), ("(a|aa)+$", 60), ("(a|a?)+$", 40), ("^(a?){30}a{30}!b", 29), ("^([a-z]+)*1", 40),
      ("^(.*)*x1", 200), ("^(?:a?){64}a{64}!b", 64), ("^(([a-z])+.)+[A-Z]([a-z])+$", 60),
      ("(\\w+\\s?)*$", 60),
    ])
  func givesUp(pattern: String, length: Int) throws {
    let expression = try RegularExpression(pattern)
    // The last characters are those that PCRE2 looks for before it starts.
    let text = Array((String(repeating: "a", count: length) + "!-x-1-bA!").utf8)
    let gaveUp = text.withUnsafeBufferPointer { bytes in
      do throws(RegexGaveUp) {
        _ = try expression.matches(bytes, RegexScratch())
        return false
      } catch {
        return true
      }
    }
    #expect(gaveUp, "\(pattern)")
  }

  @Test("recursion without end gives up")
  func givesUpRecursion() {
    let text = String(repeating: "(", count: 4000) + "-)"
    #expect(throws: RegexGaveUp.self) { try matches(text, "^(\\((?1)*)+\\)$") }
  }

  @Test("honest patterns on long texts do their work")
  func matchesLongTexts() throws {
    let long = String(repeating: "Lorem ipsum <b>dolor</b> sit amet, é. ", count: 1500)
    #expect(try matches(long + "END", "END$"))
    #expect(try matches(long, "(?s)^(?:[^<]|<b>|</b>)*$"))
    #expect(try matches(long, "(?i)NOTHING HERE") == false)
    #expect(try extracted(long + "#42", "#(\\d+)") == "42")
    let text = String(long.prefix(30_000))
    #expect(
      try replaced(text, "</?b>", "")
        == text.split(separator: "<b>").joined().split(separator: "</b>").joined())
    #expect(throws: RegexGaveUp.self) { try matches(String(repeating: "a", count: 65_537), "b") }
  }

  @Test("a text of blanks does not take a quadratic pattern for ever")
  func endsOnBlanks() throws {
    let blanks = String(repeating: " ", count: 20_000) + "x"
    #expect(try matches(blanks, "\\s+$") == false)
    #expect(try replaced(blanks, "\\s+x", "-") == "-")
  }

  @Test("a text without memory is an empty text")
  func takesNoMemory() throws {
    let empty = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    #expect(try RegularExpression("^$").matches(empty, RegexScratch()))
    #expect(try RegularExpression("x").matches(empty, RegexScratch()) == false)
  }

  @Test("one expression serves many threads, each with its own scratch")
  func isShared() async throws {
    let expression = try RegularExpression("([0-9]+)-(x*)")
    let counts = await withTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask {
          let scratch = RegexScratch()
          return (0..<2000).count { index in
            let text = "a\(task * 10_000 + index)-xx"
            return withBytes(text) { bytes in
              guard let range = try? expression.extract(bytes, scratch) else { return false }
              return string(UnsafeBufferPointer(rebasing: bytes[range])) == "\(task * 10_000 + index)"
            }
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(counts == 16_000)
  }

  @Test("a stopped replacement leaves the buffer as it was")
  func leavesBuffer() throws {
    #expect(try replaced("b" + String(repeating: "a", count: 60) + "!", "b|(a|aa)+$", "x") == "gave up")
  }
}
