import Records
import Testing

@testable import Ledger

struct LedgerPathTests {
  @Test(arguments: [
    ("https://acme.cloud.akeneo.com", "acme.cloud.akeneo.com.sqlite"),
    ("https://ACME.cloud.akeneo.com/", "acme.cloud.akeneo.com.sqlite"),
    ("http://acme.cloud.akeneo.com:80", "acme.cloud.akeneo.com.sqlite"),
    ("https://acme.cloud.akeneo.com:443/", "acme.cloud.akeneo.com.sqlite"),
    ("https://user:secret@acme.com/x?token=1#y", "acme.com_2fx.sqlite"),
    ("http://localhost:8080/pim/", "localhost_3a8080_2fpim.sqlite"),
    ("https://[::1]:80", "_5b_3a_3a1_5d_3a80.sqlite"),
    ("acme.com", "acme.com.sqlite"),
    ("https://a_b.com", "a_5fb.com.sqlite"),
    ("https://x/../../etc/passwd", "x_2f.._2f.._2fetc_2fpasswd.sqlite"),
  ])
  func theNameComesFromThePIM(_ url: String, _ name: String) throws {
    #expect(try LedgerPath.name(pimURL: url) == name)
  }

  @Test(arguments: ["", "https://", "https:///path", "https://user@"])
  func aURLWithoutAHostIsAProblem(_ url: String) {
    #expect(code { _ = try LedgerPath.name(pimURL: url) } == "ledger.pim-url")
  }

  @Test func theStateFolderIsTheUsers() throws {
    func path(_ environment: [String: String]) throws -> String {
      try LedgerPath.standard(pimURL: "https://a.b", environment: environment)
    }
    #expect(try path(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/reviewferry/a.b.sqlite")
    #expect(try path(["XDG_STATE_HOME": "s", "HOME": "/h"]) == "/h/.local/state/reviewferry/a.b.sqlite")
    #expect(try path(["XDG_STATE_HOME": "", "HOME": "/h"]) == "/h/.local/state/reviewferry/a.b.sqlite")
    #expect(code { _ = try path([:]) } == "ledger.no-home")
  }
}
