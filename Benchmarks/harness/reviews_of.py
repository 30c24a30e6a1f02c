"""The reviews of an output, whatever their order: reviews_of.py FILE prints their number and a digest.

The digest is the sum of the digests of all reviews, each with its product, so that it tells multisets apart. Two things
that `convert` does with its mapping and the peers do not are evened out: it drops white space at the ends of texts and
titles, and leaves out a title that is empty.
"""

import hashlib
import json
import sys

MAX_REVIEWS = 500
FIELDS = {"external_id": str, "score": int, "title": str, "text": str, "review_date": str, "up_votes": int}


class WrongOutput(Exception):
    """Not the request bodies that the job asks for."""


def canonical(review):
    """The fields of a review as text; anything but the fields of the job in their types is an error."""
    review.setdefault("title", "")
    if review.keys() != FIELDS.keys():
        raise WrongOutput(f"fields {sorted(review)}")
    for name, kind in FIELDS.items():
        if type(review[name]) is not kind:
            raise WrongOutput(f"{name} is {review[name]!r}")
    return "\0".join(str(review[name]).strip() for name in FIELDS)


def identified(body):
    """The reviews of a request and what identifies their product."""
    product = body["product_identification"]
    sku = product["metadata"]["sku"]
    if product != {"product_type": "product", "origin": "Corpus", "metadata": {"sku": sku}}:
        raise WrongOutput(f"product {product}")
    reviews = body["raw_reviews"]
    if not 1 <= len(reviews) <= MAX_REVIEWS or body.keys() != {"product_identification", "raw_reviews"}:
        raise WrongOutput(f"{len(reviews)} reviews in a request with {sorted(body)}")
    return sku, reviews


def reviews_of(path):
    """(requests, reviews, digest) of a file of request bodies, one a line."""
    requests = count = total = 0
    with open(path, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            sku, reviews = identified(json.loads(line))
            requests += 1
            count += len(reviews)
            for review in reviews:
                text = f"{sku}\0{canonical(review)}".encode()
                total += int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "little")
    return requests, count, f"{total % 2**128:032x}"


def main():
    try:
        print(*reviews_of(sys.argv[1]))
    except (WrongOutput, KeyError, ValueError) as problem:
        sys.exit(f"{sys.argv[1]}: not the expected requests: {problem}")


if __name__ == "__main__":
    main()
