/// Certificates made for these tests alone: an authority, and what it signed, all with one key.
///
/// Made once with `openssl ca`, valid from 2020 to 2120 where nothing else is said. The authority's own key
/// was thrown away.
enum TestCertificates {
  /// Signed `server`, `other` and `expired`.
  static let authority = """
    -----BEGIN CERTIFICATE-----
    MIIBfjCCASSgAwIBAgICEAEwCgYIKoZIzj0EAwIwJTEjMCEGA1UEAwwacmV2aWV3
    ZmVycnkgdGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEw
    MDAwMDBaMCUxIzAhBgNVBAMMGnJldmlld2ZlcnJ5IHRlc3QgYXV0aG9yaXR5MFkw
    EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE9q4ro5jMrm6fVJJfn5aDRz4KU/NJTGa4
    934ZwNq7youupNHYQeXi80tYwvn/SHaNmyQ1Ygr85FprTwnO9AaNI6NCMEAwDwYD
    VR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFGGoVFlmkg2D
    p4IdmkJlePF7AbR8MAoGCCqGSM49BAMCA0gAMEUCIQCSAKUq00MPz58ngZG1YwE8
    JN2zKU30it2eUntZ/SKwIAIgGsNnnPt5hKlW1WhtGjbmNwtzPI3q1Q4bZgElRzwT
    L08=
    -----END CERTIFICATE-----
    """

  /// For localhost, insights.test and 127.0.0.1.
  static let server = """
    -----BEGIN CERTIFICATE-----
    MIIBujCCAWCgAwIBAgICEAMwCgYIKoZIzj0EAwIwJTEjMCEGA1UEAwwacmV2aWV3
    ZmVycnkgdGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEw
    MDAwMDBaMBExDzANBgNVBAMMBnNlcnZlcjBZMBMGByqGSM49AgEGCCqGSM49AwEH
    A0IABNcAFUOcaHqxiJ55r8attBA1rd4xaG9pcLU+9W6WBe+D/m1X5AlTEb27Y+SP
    JvsYGq1ruNoRXrVyNrypLmXtu+ijgZEwgY4wKQYDVR0RBCIwIIIJbG9jYWxob3N0
    gg1pbnNpZ2h0cy50ZXN0hwR/AAABMBMGA1UdJQQMMAoGCCsGAQUFBwMBMAwGA1Ud
    EwEB/wQCMAAwHQYDVR0OBBYEFCacHrAi+w7zUOFNk+V9BmAcySgAMB8GA1UdIwQY
    MBaAFGGoVFlmkg2Dp4IdmkJlePF7AbR8MAoGCCqGSM49BAMCA0gAMEUCIQCFbpVe
    5yagQ+kty9cvJ2aZjvTxKMfyMMr0aoOS08iCugIgcvR88MHKw8gvwfDWVB//hT6/
    YPz/VyMeFSnXRMD4x5w=
    -----END CERTIFICATE-----
    """

  /// For other.test.
  static let other = """
    -----BEGIN CERTIFICATE-----
    MIIBojCCAUmgAwIBAgICEAQwCgYIKoZIzj0EAwIwJTEjMCEGA1UEAwwacmV2aWV3
    ZmVycnkgdGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEw
    MDAwMDBaMBAxDjAMBgNVBAMMBW90aGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
    QgAE1wAVQ5xoerGInnmvxq20EDWt3jFob2lwtT71bpYF74P+bVfkCVMRvbtj5I8m
    +xgarWu42hFetXI2vKkuZe276KN8MHowFQYDVR0RBA4wDIIKb3RoZXIudGVzdDAT
    BgNVHSUEDDAKBggrBgEFBQcDATAMBgNVHRMBAf8EAjAAMB0GA1UdDgQWBBQmnB6w
    IvsO81DhTZPlfQZgHMkoADAfBgNVHSMEGDAWgBRhqFRZZpINg6eCHZpCZXjxewG0
    fDAKBggqhkjOPQQDAgNHADBEAiATkc4hfrMLhxLG41uHI0SMz1Zsz0P/TMIGrPoO
    7o2/hQIgD+eELE9iaWstswl9EPPBHxguZ974/ALd+GCgZxCxs+E=
    -----END CERTIFICATE-----
    """

  /// For localhost, until the end of 2020.
  static let expired = """
    -----BEGIN CERTIFICATE-----
    MIIBojCCAUigAwIBAgICEAUwCgYIKoZIzj0EAwIwJTEjMCEGA1UEAwwacmV2aWV3
    ZmVycnkgdGVzdCBhdXRob3JpdHkwHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAw
    MDAwWjASMRAwDgYDVQQDDAdleHBpcmVkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
    QgAE1wAVQ5xoerGInnmvxq20EDWt3jFob2lwtT71bpYF74P+bVfkCVMRvbtj5I8m
    +xgarWu42hFetXI2vKkuZe276KN7MHkwFAYDVR0RBA0wC4IJbG9jYWxob3N0MBMG
    A1UdJQQMMAoGCCsGAQUFBwMBMAwGA1UdEwEB/wQCMAAwHQYDVR0OBBYEFCacHrAi
    +w7zUOFNk+V9BmAcySgAMB8GA1UdIwQYMBaAFGGoVFlmkg2Dp4IdmkJlePF7AbR8
    MAoGCCqGSM49BAMCA0gAMEUCID6BN2OT2eepB+THnnXM5t1RBoleb8q72rUTwz6S
    sY03AiEAp1OL5TX6qpL0IJeAyprpKvVmRxjoXzSuNEltTIj8LYo=
    -----END CERTIFICATE-----
    """

  /// For localhost, signed by itself.
  static let selfSigned = """
    -----BEGIN CERTIFICATE-----
    MIIBUDCB96ADAgECAgIQAjAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
    c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
    CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNcAFUOcaHqxiJ55
    r8attBA1rd4xaG9pcLU+9W6WBe+D/m1X5AlTEb27Y+SPJvsYGq1ruNoRXrVyNryp
    LmXtu+ijNzA1MBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAdBgNVHQ4EFgQUJpwesCL7
    DvNQ4U2T5X0GYBzJKAAwCgYIKoZIzj0EAwIDSAAwRQIgf0/8mdnbXWs0vXVgh8a/
    H0r1K100NR2nsV5nzSwEwAYCIQCMaC+f5HJ8XCrzd+SclwXWo9LQWlsaxmLlNkNk
    J5XCOg==
    -----END CERTIFICATE-----
    """

  /// The private key of all but the authority.
  static let key = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5QDV/VjHi7oUJ7VS
    M2IHUWAk5f9iQcaifB3niDdSSTChRANCAATXABVDnGh6sYieea/GrbQQNa3eMWhv
    aXC1PvVulgXvg/5tV+QJUxG9u2Pkjyb7GBqta7jaEV61cja8qS5l7bvo
    -----END PRIVATE KEY-----
    """
}
