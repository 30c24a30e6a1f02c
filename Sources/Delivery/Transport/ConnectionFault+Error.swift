import Glibc
import NIOCore
import NIOPosix
import NIOSSL

extension ConnectionFault {
  /// What an error of the network libraries means; its text may hold headers and goes nowhere.
  ///
  /// What is not known is `cut`: the request may have arrived, and is sent again.
  init(_ error: any Error) {
    switch error {
    case let error as ProxyTunnel.Refused: self = error.status == 407 ? .proxyCredentials : .proxy
    case let error as NIOConnectionError: self = Self.of(error)
    case let error as IOError: self = Self.of(errno: error.errnoCode)
    case ChannelError.connectTimeout: self = .timeout
    case is SocketAddressError: self = .unresolved
    case let error as NIOSSLError: self = Self.of(error)
    case is NIOSSLExtraError: self = .certificate
    // Outside of a handshake: there were no authorities to load.
    case BoringSSLError.unknownError: self = .certificate
    default: self = .cut
    }
  }

  /// Of a host with several addresses, of which none could be connected to.
  private static func of(_ error: NIOConnectionError) -> ConnectionFault {
    let faults = error.connectionErrors.map { ConnectionFault($0.error) }
    guard let first = faults.first else {
      return error.dnsAError == nil && error.dnsAAAAError == nil ? .timeout : .unresolved
    }
    // One that did not answer tells more than the local refusal of an address family that is not in use.
    return faults.contains(.timeout) ? .timeout : first
  }

  private static func of(errno code: Int32) -> ConnectionFault {
    switch code {
    case ETIMEDOUT: .timeout
    case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN, EADDRNOTAVAIL, EACCES, EPERM: .refused
    default: .cut
    }
  }

  private static func of(_ error: NIOSSLError) -> ConnectionFault {
    switch error {
    case .handshakeFailed(.sslError(let errors)): ofHandshake(errors)
    case .handshakeFailed(.invalidSNIName), .noCertificateToValidate, .unableToValidateCertificate,
      .cannotMatchULabel, .failedToLoadCertificate, .noSuchFilesystemObject:
      .certificate
    default: .cut
    }
  }

  /// A server that speaks no TLS, or none that we accept, is no matter of certificates.
  private static func ofHandshake(_ errors: NIOBoringSSLErrorStack) -> ConnectionFault {
    if errors.contains(.eofDuringHandshake) { return .cut }
    let isAboutCertificate = errors.contains { $0.description.contains("CERTIFICATE_VERIFY_FAILED") }
    return isAboutCertificate ? .certificate : .notHTTP
  }
}
