import Glibc
import NIOSSL
import Records

/// Where the certificates of the system's authorities are, when not in the usual places.
///
/// OpenSSL's variables, which container images and company laptops set; NIOSSL does not read them. What is
/// set is used instead of the usual places.
public struct SystemRoots: Equatable, Sendable {
  public static let fileVariable = "SSL_CERT_FILE"
  public static let folderVariable = "SSL_CERT_DIR"

  /// PEM, many certificates.
  public var file: String?
  /// One certificate a file, named by its hash (`c_rehash`).
  public var folder: String?

  public init(file: String? = nil, folder: String? = nil) {
    self.file = file
    self.folder = folder
  }

  /// Empty variables are as if not set; of a list of folders the first counts.
  public init(environment: [String: String]) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    file = value(Self.fileVariable)
    folder = value(Self.folderVariable)?.split(separator: ":").first.map(String.init)
  }
}

/// Builds what NIOSSL needs to know; the files are read here, so that a wrong one is found before a run.
enum TrustRoots {
  static func configuration(_ transport: TransportConfiguration) throws(Problem) -> TLSConfiguration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    tls.certificateVerification = .fullVerification
    try setSystemRoots(transport.systemRoots, in: &tls)
    if let path = transport.caFile {
      tls.additionalTrustRoots.append(.certificates(try certificates(path, name: "--ca-file")))
    }
    return tls
  }

  private static func setSystemRoots(
    _ roots: SystemRoots, in tls: inout TLSConfiguration
  ) throws(Problem) {
    if let folder = roots.folder {
      guard isFolder(folder) else { throw TransportProblem.noFolder(SystemRoots.folderVariable, folder) }
      tls.trustRoots = .file(folder)
    }
    guard let file = roots.file else { return }
    let found = try certificates(file, name: SystemRoots.fileVariable)
    if roots.folder == nil {
      tls.trustRoots = .certificates(found)
    } else {
      tls.additionalTrustRoots.append(.certificates(found))
    }
  }

  private static func certificates(_ path: String, name: String) throws(Problem) -> [NIOSSLCertificate] {
    // NIOSSL does not say why it could not read a file.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw TransportProblem.unreadable(name, path, errno) }
    close(descriptor)
    let found = (try? NIOSSLCertificate.fromPEMFile(path)) ?? []
    guard !found.isEmpty else { throw TransportProblem.noCertificate(name, path) }
    return found
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
