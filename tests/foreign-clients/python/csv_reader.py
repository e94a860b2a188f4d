"""Reads a CSV file with Python's csv module and prints {"columns":[{"name"}],"rows":[[...]]} as JSON.

The second argument is the delimiter; the third the encoding, utf-8-sig for a file with a byte order mark.
"""

import csv
import json
import sys

csv.field_size_limit(1 << 30)
with open(sys.argv[1], encoding=sys.argv[3], newline="") as file:
    lines = list(csv.reader(file, delimiter=sys.argv[2], strict=True))
widths = {len(line) for line in lines}
if len(widths) != 1:
    sys.exit(f"lines of different lengths: {sorted(widths)}")
json.dump({"columns": [{"name": name} for name in lines[0]], "rows": [[cell or None for cell in line] for line in lines[1:]]}, sys.stdout)
