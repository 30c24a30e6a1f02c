"""The benchmark's job with Polars: with_polars.py csv|jsonl INPUT OUTPUT [streaming|in-memory]."""

import sys

import polars as pl

MAX_REVIEWS = 500


def csv_reviews(path):
    """Other columns are not parsed; keys and identifiers stay text."""
    types = {"sku": pl.String, "review_id": pl.String, "score": pl.Int32, "up_votes": pl.Int32}
    return pl.scan_csv(path, schema_overrides=types).select(
        "sku", "status", "score", "title", "text", "up_votes",
        external_id="review_id", review_date="submitted_at",
    )


def jsonl_reviews(path):
    schema = {
        "id": pl.Int64, "status": pl.String, "product": pl.Struct({"sku": pl.String}), "rating": pl.Int32,
        "title": pl.String, "content": pl.String, "created_at": pl.String, "votes": pl.Struct({"up": pl.Int32}),
    }
    return pl.scan_ndjson(path, schema=schema).select(
        "status", "title",
        sku=pl.col("product").struct.field("sku"), score="rating", text="content", review_date="created_at",
        external_id=pl.col("id").cast(pl.String), up_votes=pl.col("votes").struct.field("up"),
    )


def requests(reviews):
    review = pl.struct("external_id", "score", pl.col("title").fill_null(""), "text", "review_date", "up_votes")
    products = reviews.filter(pl.col("status") == "APPROVED").group_by("sku").agg(review.alias("raw_reviews"))
    parts = products.with_columns(start=pl.int_ranges(0, pl.col("raw_reviews").list.len(), MAX_REVIEWS)).explode("start")
    identification = pl.struct(
        product_type=pl.lit("product"), origin=pl.lit("Corpus"), metadata=pl.struct("sku")
    )
    return parts.select(
        product_identification=identification, raw_reviews=pl.col("raw_reviews").list.slice("start", MAX_REVIEWS)
    )


def main():
    shape, source, output, engine = (*sys.argv[1:], "streaming")[:4]
    plan = requests(csv_reviews(source) if shape == "csv" else jsonl_reviews(source))
    if engine == "streaming":
        plan.sink_ndjson(output)
    else:
        plan.collect(engine="in-memory").write_ndjson(output)


main()
