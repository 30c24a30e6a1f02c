"""The benchmark's job with DuckDB: with_duckdb.py csv|jsonl INPUT OUTPUT. Gzipped inputs are inflated by DuckDB."""

import sys

import duckdb

MAX_REVIEWS = 500

# Only what the job needs is named, so that DuckDB detects nothing and parses no other field.
SOURCES = {
    "csv": """
        SELECT sku, status, review_id AS external_id, score::INTEGER AS score, title, text,
            submitted_at AS review_date, up_votes::INTEGER AS up_votes
        FROM read_csv($input, header = true, all_varchar = true)""",
    "jsonl": """
        SELECT product.sku AS sku, status, id AS external_id, rating AS score, title, content AS text,
            created_at AS review_date, votes.up AS up_votes
        FROM read_json($input, format = 'newline_delimited', columns = {
            id: 'VARCHAR', status: 'VARCHAR', product: 'STRUCT(sku VARCHAR)', rating: 'INTEGER', title: 'VARCHAR',
            content: 'VARCHAR', created_at: 'VARCHAR', votes: 'STRUCT(up INTEGER)'})""",
}

# Numbering the reviews of a product by a window function is faster than cutting up a list for each product.
JOB = """
    COPY (
        SELECT {{'product_type': 'product', 'origin': 'Corpus', 'metadata': {{'sku': sku}}}} AS product_identification,
            list({{
                'external_id': external_id, 'score': score, 'title': coalesce(title, ''), 'text': text,
                'review_date': review_date, 'up_votes': up_votes}}) AS raw_reviews
        FROM (
            SELECT *, (row_number() OVER (PARTITION BY sku) - 1) // {max} AS part
            FROM ({source}) WHERE status = 'APPROVED')
        GROUP BY sku, part
    ) TO '{output}' (FORMAT json)"""


def main():
    shape, source, output = sys.argv[1:]
    duckdb.execute("SET preserve_insertion_order = false")
    quoted = "'" + source.replace("'", "''") + "'"
    duckdb.execute(
        JOB.format(
            source=SOURCES[shape].replace("$input", quoted), max=MAX_REVIEWS, output=output.replace("'", "''")
        )
    )


main()
