// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that building the tool does not build its benchmarks.
let package = Package(
  name: "Benchmarks",
  targets: [
    .executableTarget(
      name: "corpus",
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ])
  ]
)
