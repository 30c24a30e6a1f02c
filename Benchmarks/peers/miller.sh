#!/usr/bin/env bash
# The benchmark's job with Miller: miller.sh csv INPUT OUTPUT
set -euo pipefail
input=$2 output=$3
flags=(--icsv --ojsonl)
[[ $input == *.gz ]] && flags+=(--gzin)

# Fields that look like numbers are numbers to Miller: string() gives them back as they stood.
# Maps by number instead of arrays: append() copies.
# shellcheck disable=SC2016 # The dollars are Miller's.
mlr "${flags[@]}" filter '$status == "APPROVED"' "then" put -q '
  @count[$sku] = is_present(@count[$sku]) ? @count[$sku] + 1 : 0;
  @reviews[$sku][@count[$sku] // 500][@count[$sku]] = {
    "external_id": string($review_id), "score": $score, "title": string($title), "text": string($text),
    "review_date": string($submitted_at), "up_votes": $up_votes};
  end {
    for (sku, parts in @reviews) {
      for (_, reviews in parts) {
        emit1 {
          "product_identification": {"product_type": "product", "origin": "Corpus", "metadata": {"sku": sku}},
          "raw_reviews": get_values(reviews)};
      }
    }
  }' "$input" > "$output"
