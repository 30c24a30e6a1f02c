"""Judges metrics from outside: python3 validate_metrics.py FILE MAPPING

Prometheus' own parser must read the file and find in it what was meant.
"""

import pathlib
import sys

from prometheus_client.parser import text_string_to_metric_families


def main():
    text = pathlib.Path(sys.argv[1]).read_bytes().decode("utf-8", errors="strict")
    values = {}
    for family in text_string_to_metric_families(text):
        assert family.type == "gauge", f"{family.name} is a {family.type}"
        assert family.documentation.endswith("."), f"{family.name} is not described"
        for sample in family.samples:
            assert sample.timestamp is None, f"{family.name}: collectors refuse times in files"
            assert sample.labels.pop("mapping") == sys.argv[2], f"{family.name}: mapping"
            assert sample.labels.pop("pim") == "shop.example", f"{family.name}: pim"
            key = (sample.name, *sample.labels.items())
            assert key not in values, f"{key} twice"
            values[key] = sample.value
    outcomes = sum(value for key, value in values.items() if key[0] == "reviewferry_reviews")
    records = values[("reviewferry_records_read",)] + values[("reviewferry_records_fanned_out",)]
    assert outcomes == records, f"{outcomes} outcomes of {records} records"
    print(len(values))


main()
