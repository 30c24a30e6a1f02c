import Emulator
import Foundation
import TestSupport
import Testing

extension SubmitTests {
  /// Runs every command with secrets that are known, then looks for them in all that was written.
  @Suite struct SecretTests {
    /// As the emulator's, but not found in any text by chance.
    private static let credentials = EmulatorCredentials(
      clientID: "4_client-Qm7xTz2LbW", secret: "s3cret/Vq9+Jd=Rk8 \"Zp4", username: "user-Hn5cYf6Gs",
      password: "p@ss Xw3~Bt1'Mv0", appToken: "app-token-Lr8Ke2Ua7Pd")
    private static let granted = ["granted-access-Ot6Wi9Ny3Ex", "granted-refresh-Zb1Fj4Cq5Dh"]

    private static let all =
      [
        credentials.clientID, credentials.secret, credentials.username, credentials.password,
        credentials.appToken ?? "",
      ] + granted

    /// A PIM and an API that repeat in their answers whatever they were told, as a careless proxy might.
    ///
    /// `/<status>/…` is answered with that status; every other path gives tokens or takes the body.
    private static let careless = """
      import http.server, json
      class Handler(http.server.BaseHTTPRequestHandler):
          protocol_version = "HTTP/1.1"
          def do_POST(self):
              body = self.rfile.read(int(self.headers["Content-Length"])).decode()
              first = self.path.split("/")[1]
              status = int(first) if first.isdigit() else 200
              told = ["%s: %s" % pair for pair in self.headers.items()]
              is_token = self.path.endswith("/oauth/v1/token")
              if is_token: told.append(body)
              answer = {"errors": told, "message": " ".join(told)}
              if is_token and status == 200:
                  answer = {"access_token": "\(granted[0])", "refresh_token": "\(granted[1])",
                            "expires_in": 3600, "token_type": "bearer", "scope": None}
              text = json.dumps(answer).encode()
              self.send_response(status, told[-1].replace("\\n", " "))
              if 300 <= status < 400:
                  token = self.headers.get("X-PIM-TOKEN", "")
                  self.send_header("Location", "https://%s@x.example/%s?t=%s" % (token, token, token))
              self.send_header("Content-Length", str(len(text)))
              self.end_headers()
              self.wfile.write(text)
          def log_message(self, *arguments):
              pass
      server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
      print(server.server_address[1], flush=True)
      server.serve_forever()
      """

    /// Every command, in a folder of its own, at every level of detail.
    private static let script = """
      python3 careless.py > port &
      server=$!
      until port=$(cat port) && [ -n "$port" ]; do kill -0 $server || exit 1; done
      # Threads of a test process block signals, and so do the programs that they start.
      trap 'kill -9 $server' EXIT
      base=http://127.0.0.1:$port
      number=0
      run() { # <command>…: everything that it writes is kept
        number=$((number + 1))
        "$@" > out/$number.stdout 2> out/$number.stderr
        echo "$number $? $*" >> out/commands
      }
      submit() { # <API> <PIM> <option>…
        api=$1 pim=$2
        shift 2
        run reviewferry submit reviews.csv --mapping shop.yaml --api-url "$base/$api" --pim-url "$base/$pim" \\
          --ledger out/$number.sqlite --metrics-file out/$number.prom --max-attempts 2 --retry-delay 1ms "$@"
      }
      each() { # <option>…: as a connection, as an App and by a file
        submit 202 pim "$@"
        for status in 301 308 400 401 403 404 408 413 422 429 500 503; do submit $status pim "$@"; done
        submit 400 pim --bisect "$@"
        for status in 400 401 422 500; do submit 202 $status "$@"; done
        submit 202 pim --sync "$@"
        (unset REVIEWFERRY_CLIENT_SECRET; submit 202 pim "$@")
      }
      mkdir out
      each
      each --log-format json --show-values
      export LOG_LEVEL=trace
      each --quiet
      app() { (unset REVIEWFERRY_CLIENT_SECRET REVIEWFERRY_USERNAME REVIEWFERRY_PASSWORD
        export REVIEWFERRY_TOKEN="$APP_TOKEN"; number=$1; shift; each "$@"); }
      app 200
      app 300 --log-format json
      printf 'client_id=%s\\nclient_secret=%s\\nusername=%s\\n\\npassword = "%s"\\n' "$REVIEWFERRY_CLIENT_ID" \\
        "$REVIEWFERRY_CLIENT_SECRET" "$REVIEWFERRY_USERNAME" "$REVIEWFERRY_PASSWORD" > credentials
      number=400
      (unset REVIEWFERRY_CLIENT_ID REVIEWFERRY_CLIENT_SECRET REVIEWFERRY_USERNAME REVIEWFERRY_PASSWORD
        for mode in 600 644; do
          chmod $mode credentials
          submit 202 pim --credentials-file credentials
          submit 403 pim --credentials-file credentials
        done
        echo "$APP_TOKEN" >> credentials && chmod 600 credentials
        submit 202 pim --credentials-file credentials)
      number=500
      # Secrets at places where they do not belong.
      submit 202 pim --pim-url "https://$APP_TOKEN:$REVIEWFERRY_PASSWORD@shop.example"
      submit 202 pim --api-url "https://shop.example/?token=$APP_TOKEN"
      submit 202 pim --rehearse
      run reviewferry convert reviews.csv --mapping shop.yaml --output out/converted
      run reviewferry submit out/converted --api-url "$base/202" --pim-url "$base/pim" --ledger out/set.sqlite
      run reviewferry check shop.yaml reviews.csv
      run reviewferry preview reviews.csv --mapping shop.yaml
      run reviewferry mappings list
      for what in list show retry; do
        run reviewferry rejects $what --ledger out/3.sqlite
        run reviewferry rejects $what out/3.runs/000001
      done
      run reviewferry ledger status --ledger out/0.sqlite --format json
      run reviewferry ledger export --ledger out/0.sqlite
      run reviewferry ledger forget --ledger out/0.sqlite --all --yes
      run reviewferry ledger vacuum --ledger out/0.sqlite
      reviewferry emulate --port 0 --verbose --state-file out/state.json > out/emulate.stdout 2> out/emulate.stderr &
      emulator=$!
      until grep -q API out/emulate.stderr; do kill -0 $emulator || exit 1; done
      pim=$(sed -n 's/^PIM \\([^,]*\\),.*/\\1/p' out/emulate.stderr)
      run reviewferry submit reviews.csv --mapping shop.yaml --api-url "$pim/api/v1" --pim-url "$pim" \\
        --ledger out/emulated.sqlite
      kill $emulator
      wait $emulator
      head -n 1 out/commands
      tail -n 1 out/commands
      """

    @Test func noneIsInAnythingThatIsWritten() async throws {
      let folder = try TemporaryFolder()
      try ReviewCorpus(reviews: 60, products: 4).write(to: folder)
      try folder.write("careless.py", Self.careless)
      var environment = SubmitTool.connection(Self.credentials)
      environment["APP_TOKEN"] = Self.credentials.appToken
      let running = try RunningTool(
        executable: "/bin/bash", ["-c", Self.script], in: folder.url, environment: environment)
      let result = try await running.result()
      let lines = result.output.split(separator: "\n").map { $0.split(separator: " ")[1] }
      #expect(lines == ["0", "0"], "\(result.output)\(result.errors)")
      let found = try Self.search(folder.url.appendingPathComponent("out"))
      #expect(found.files > 200)
      // What the careless server repeated did come in and was taken out.
      #expect(found.redacted > 0)
      #expect(found.hits == [])
    }

    // MARK: Searching

    /// Names files and numbers secrets, so that a failure does not print what it has found.
    private static func search(_ folder: URL) throws -> (files: Int, redacted: Int, hits: [String]) {
      let forms = all.map(forms)
      var hits: [String] = []
      var files = 0
      var redacted = 0
      let paths = FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []
      for path in paths.sorted() {
        guard let data = try? Data(contentsOf: folder.appendingPathComponent(path)) else { continue }
        files += 1
        if data.range(of: Data("[secret]".utf8)) != nil { redacted += 1 }
        for (number, forms) in forms.enumerated() where forms.contains(where: { data.range(of: $0) != nil }) {
          // The file of commands repeats what the script has typed.
          if path != "commands" { hits.append("\(path): secret \(number)") }
        }
      }
      return (files, redacted, hits)
    }

    /// The secret as it is, in base64 wherever it begins, in a URL, and in JSON.
    private static func forms(_ secret: String) -> [Data] {
      let bytes = Array(secret.utf8)
      let base64 = (0..<3).flatMap { offset in
        // The groups of four that hold nothing but the secret's bits.
        let text = Data([UInt8](repeating: 0, count: offset) + bytes).base64EncodedString()
        let whole = text.dropFirst(offset == 0 ? 0 : 4).prefix(((offset + bytes.count) / 3 - 1) * 4)
        return [String(whole), whole.replacingOccurrences(of: "+", with: "-").replacing("/", with: "_")]
      }
      let escaped = secret.replacingOccurrences(of: "\"", with: "\\\"")
      let slashed = escaped.replacingOccurrences(of: "/", with: "\\/")
      let encoded = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret
      return ([secret, escaped, slashed, encoded] + base64).map { Data($0.utf8) }
    }
  }
}
