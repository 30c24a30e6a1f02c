// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  // Batches have one owner at a time, so run-time checks for overlapping access prove nothing and cost
  // half of the encoding time (docs/decisions/0007); debug builds and tests keep them.
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// The release program carries Swift's libraries within it: no Swift where it runs, and a third of the time to start.
///
/// Foundation's parts are named because the linker is told of them only when the modules, too, are compiled for
/// static linking (`--static-swift-stdlib`), which would build every dependency again for each change between the
/// two. Without exported symbols the linker drops what nobody calls; `-S` leaves out debug information and keeps
/// the names that profilers and backtraces show.
let staticSwift: [LinkerSetting] = [
  .unsafeFlags(
    ["-static-stdlib", "-Xlinker", "--no-export-dynamic", "-Xlinker", "-S"]
      + [
        "CoreFoundation", "_FoundationICU", "_FoundationCShims", "_FoundationCollections",
        "FoundationEssentials", "FoundationInternationalization",
      ].map { "-l\($0)" },
    .when(platforms: [.linux], configuration: .release))
]

let sqlite: [Target.Dependency] = [
  .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
]
func nio(_ names: String...) -> [Target.Dependency] {
  names.map { .product(name: $0, package: "swift-nio") }
}
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

/// One test target for each source target, so that a stage is tested with nothing else built.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies + ["TestSupport"], path: "Tests/\(name)Tests",
    exclude: exclude,
    swiftSettings: settings)
}

func stage(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "reviewferry",
  products: [.executable(name: "reviewferry", targets: ["reviewferry"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    // Without its traits: the emulator needs neither its configuration nor its tracing.
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    // System libraries: a module map and a shim each.
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // Not necessary: gzip inputs are inflated faster where it is (docs/decisions/0014-inflate.md).
    .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .target(name: "CText"),
    .target(name: "CMemory"),
    .target(name: "CBytes"),
    .target(name: "CProcess"),
    .target(name: "CInflate", dependencies: ["CZlib", "CISAL"]),
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),

    // The way of a review, one stage a target.
    stage("Records", []),
    stage("Readers", ["Records", "CLibXML2", "CInflate", "CSimdjson", "CBytes", "CProcess"]),
    stage("Mapping", ["Records", "CPCRE2", crypto, "Yams"]),
    // What an unknown export is: reads its beginning, drafts a mapping, and tries it on what was read.
    stage("Guess", ["Records", "Readers", "Mapping"]),
    stage("Grouping", ["Records", "CMemory"]),
    stage("Requests", ["Records", "CSimdjson", "CText", "CXXHash", crypto]),
    stage("Ledger", ["Records"] + sqlite),
    stage(
      "Delivery", ["Requests", "Ledger", "Records", nioSSL] + nio("NIOCore", "NIOPosix", "NIOTLS")),
    stage("Catalog", ["Delivery", "Ledger", "Readers", "Requests", "Records"]),
    stage(
      "Pipeline", ["Records", "Readers", "Mapping", "Grouping", "Requests", "Ledger", "Delivery", "Catalog"]),
    stage(
      "EventPlatform",
      [
        "Ledger", "Records", crypto, nioSSL, .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    // A stand-in for the API with rules of its own: imports none of the above.
    stage(
      "Emulator",
      [
        "Yams", crypto, .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .executableTarget(
      name: "reviewferry",
      dependencies: [
        "Emulator", "EventPlatform", "Guess", "Pipeline", "Catalog", "Delivery", "Ledger", "Requests",
        "Mapping", "Readers", "Records",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings, linkerSettings: staticSwift),
    // What each stage costs, for Benchmarks/by-stage; no product, so `make build` leaves it out.
    .executableTarget(
      name: "stages", dependencies: ["Pipeline", "Delivery", "Requests", "Mapping", "Readers", "Records"],
      path: "Benchmarks/Sources/stages", swiftSettings: settings, linkerSettings: staticSwift),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    tests("Records", ["Records"]),
    tests("Readers", ["Readers", "Records", "CZlib"]),
    tests("Mapping", ["Mapping", "Records"]),
    tests("Guess", ["Guess", "Mapping", "Readers", "Records"]),
    tests("Grouping", ["Grouping", "Records"]),
    tests("Requests", ["Requests", "Records"]),
    tests("Ledger", ["Ledger", "Records"] + sqlite),
    tests("Catalog", ["Catalog", "Delivery", "Ledger", "Readers", "Requests", "Records"]),
    tests(
      "Delivery",
      ["Delivery", "Emulator", "Requests", "Ledger", "Records", nioSSL]
        + nio("NIOCore", "NIOPosix", "NIOHTTP1", "NIOEmbedded")),
    tests(
      "Pipeline",
      ["Pipeline", "Delivery", "Catalog", "Grouping", "Ledger", "Readers", "Mapping", "Requests", "Records"]),
    tests(
      "EventPlatform",
      ["EventPlatform", "Ledger", "Records", crypto, nioSSL] + nio("NIOCore", "NIOPosix", "NIOHTTP1") + sqlite
    ),
    tests("Emulator", ["Emulator"] + nio("NIOCore", "NIOPosix", "NIOHTTP1")),
    tests("Command", ["reviewferry", "Emulator", crypto], exclude: ["Cases"]),
  ],
  cxxLanguageStandard: .cxx17
)
