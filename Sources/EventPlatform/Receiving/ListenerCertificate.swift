import HummingbirdTLS
import NIOSSL
import Records

/// A server's certificate and its key, read from PEM files.
public struct ListenerCertificate: Sendable {
  let configuration: TLSConfiguration

  /// - Parameters:
  ///   - chain: A file with the certificate, and behind it those between it and the authority's.
  ///   - key: A file with its private key.
  public init(chain: String, key: String) throws(Problem) {
    do {
      let certificates = try NIOSSLCertificate.fromPEMFile(chain).map {
        NIOSSLCertificateSource.certificate($0)
      }
      guard !certificates.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: certificates, privateKey: .privateKey(try Self.key(key)))
      configuration.minimumTLSVersion = .tlsv12
      // Fails here, with a sentence, where key and certificate do not belong together.
      _ = try NIOSSLContext(configuration: configuration)
      self.configuration = configuration
    } catch let problem as Problem {
      throw problem
    } catch {
      throw ListenerProblem.certificate(chain)
    }
  }

  private static func key(_ path: String) throws(Problem) -> NIOSSLPrivateKey {
    do { return try NIOSSLPrivateKey(file: path, format: .pem) } catch { throw ListenerProblem.key(path) }
  }
}
