import ArgumentParser
import Pipeline

extension UnmatchedFate: ExpressibleByArgument {
  static let help = ArgumentHelp(
    "Reviews of products that the catalog does not have: 'send' them, 'park' them until it has, or 'reject' "
      + "them. (default: park where the catalog was read whole, else send)",
    valueName: "fate")
}
