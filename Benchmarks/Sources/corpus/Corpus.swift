import Glibc

/// Writes a corpus of made-up reviews to standard output: `corpus csv|jsonl|xml [--reviews N] [--products N] [--seed N]`.
@main
enum Corpus {
  static func main() {
    guard let options = Options(CommandLine.arguments.dropFirst()) else {
      OutputBuffer.complain(Options.usage)
      exit(64)
    }
    let output = OutputBuffer()
    let generator = ReviewGenerator(seed: options.seed, productCount: options.products)
    switch options.format {
    case .csv: CSVCorpus.write(options.reviews, of: generator, to: output)
    case .jsonl: JSONLinesCorpus.write(options.reviews, of: generator, to: output)
    case .xml: FeedCorpus.write(options.reviews, of: generator, to: output)
    }
    output.flush()
  }
}
