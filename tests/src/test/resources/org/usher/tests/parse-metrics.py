"""Reads FILE as Prometheus' own library reads its text format, and prints a line a sample.   parse-metrics.py FILE"""
import sys
from prometheus_client.parser import text_string_to_metric_families

for family in text_string_to_metric_families(open(sys.argv[1]).read()):
    for sample in family.samples:
        labels = " ".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
        print(f"{sample.name} {labels}".rstrip() + f": {sample.value}")
