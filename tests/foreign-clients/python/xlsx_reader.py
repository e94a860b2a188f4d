"""Reads an Excel workbook with openpyxl and prints {"columns":[{"name"}],"rows":[[...]],"frozen":"A2"} as JSON.

Times are printed in ISO 8601 with a Z; of a cell with a formula nothing but "formula" is printed.
"""

import datetime
import json
import sys

import openpyxl


def value(cell):
    if cell.data_type == "f":
        return "formula"
    if isinstance(cell.value, datetime.datetime):
        return cell.value.isoformat() + "Z"
    return cell.value


book = openpyxl.load_workbook(sys.argv[1])
rows = [[value(cell) for cell in row] for sheet in book for row in sheet.iter_rows(min_row=2)]
first = book.worksheets[0]
columns = [{"name": cell.value} for cell in first[1]]
json.dump({"columns": columns, "rows": rows, "frozen": first.freeze_panes, "sheets": book.sheetnames}, sys.stdout)
