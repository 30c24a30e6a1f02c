/// The limits and fixed words of the PX Insights API.
///
/// The numbers come from the API's reference page; where it is silent, the comment says so.
public enum RequestRules {
  /// The API takes no more reviews in one request.
  public static let maxReviews = 500
  /// The vendor's guide advises 20 to 50 reviews a request.
  public static let defaultReviews = 50
  /// The payload limit is not published: 1 MiB is below the usual limits of HTTP gateways.
  public static let defaultMaxBytes = 1 << 20
  /// A smaller limit could not hold one ordinary review.
  public static let leastMaxBytes = 1 << 10

  /// Scores are integers in this range.
  public static let scores = 1...5

  /// `product_type` of a simple product or variant.
  public static let product = "product"
  /// `product_type` of a product model; its value is documented by the pattern of the reference only.
  public static let productModel = "product_model"
  public static let productTypes = [product, productModel]

  /// Keys of `product_identification`, in the order of the reference; other keys follow, `metadata` is last.
  static let productKeys = ["product_type", "product_uuid", "product_model_code", "origin"]
  /// Keys that name the product by themselves; any key of `metadata` does too.
  static let identifierKeys = ["product_uuid", "product_model_code"]
  static let requiredProductKeys = ["origin"]

  /// Keys of a review, in the order of the reference; extra fields follow in the order of the plan.
  static let reviewKeys = ["external_id", "score", "title", "text", "review_date", "up_votes", "down_votes"]
  static let requiredReviewKeys = ["external_id", "score"]
}
