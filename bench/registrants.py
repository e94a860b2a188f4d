"""Measures bringing registrants in, finding them and counting a show, through /organise/v1 of a server that runs.

    Lanyard.Server demo --registrants 100000 --exhibitors 1000 --connections 1000000
    Lanyard.Server &
    /usr/bin/python3 bench/registrants.py http://localhost:5080 $! lanyard-data/show.json

It makes an event of its own for each file. Needs python3-openpyxl.
"""
import json
import os
import sys
import tempfile
import time
import urllib.error
import urllib.request

import openpyxl

ROWS = 100_000
LARGE = 200 * 1000 * 1000
COLUMNS = ["Id", "First name", "Last name", "Company", "E-mail", "Country", "Barcode"]

address, process, secrets = sys.argv[1:4]


def call(method, path, body=None, kind="application/json", token=None):
    request = urllib.request.Request(address + path, body, {"Content-Type": kind}, method=method)
    if token:
        request.add_header("Authorization", "Bearer " + token)
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return json.loads(error.read())


def peak():
    """Most memory of the server since the last call, in MiB."""
    with open(f"/proc/{process}/status") as status:
        most = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    with open(f"/proc/{process}/clear_refs", "w") as clear:
        clear.write("5")
    return most / 1024


def row(i):
    return [f"A-{i}", "Given", f"Family {i % 9973}", f"Company {i % 997}", f"person{i}@example.com", "NL", f"BAR-{i:09d}"]


def write_csv(path, rows, padding=""):
    with open(path, "w") as file:
        print(*COLUMNS, "Note", sep=",", file=file)
        for i in range(rows):
            print(*row(i), padding, sep=",", file=file)


def write_xlsx(path):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(COLUMNS)
    for i in range(ROWS):
        sheet.append(row(i))
    book.save(path)


def bring_in(token, path):
    event = call("POST", "/organise/v1/events", json.dumps(
        {"name": os.path.basename(path), "startsOn": "2027-03-02", "endsOn": "2027-03-04", "timeZone": "Europe/Amsterdam"}).encode(),
        token=token)["id"]
    peak()
    began = time.monotonic()
    with open(path, "rb") as file:
        made = call("POST", f"/organise/v1/events/{event}/imports?name={os.path.basename(path)}", file.read(),
                    "application/octet-stream", token)
    if "import" not in made:
        print(f"{os.path.basename(path)}: refused: {made}")
        return event
    one = f"/organise/v1/events/{event}/imports/{made['import']['id']}"
    took = [time.monotonic() - began]
    for verb, state in (("check", "checked"), ("run", "done")):
        began = time.monotonic()
        call("POST", f"{one}/{verb}", b"", token=token)
        while (now := call("GET", one, token=token)["import"])["state"] not in (state, "failed"):
            time.sleep(0.1)
        took.append(time.monotonic() - began)
        if now["state"] == "failed":
            break
    print(f"{os.path.basename(path)}: {os.path.getsize(path) / 1e6:.0f} MB, {now['rows']:,} rows, {now['state']}, {now.get('message')}; "
          f"upload, check, run {', '.join(f'{s:.1f} s' for s in took)}; "
          f"{now['rows'] / sum(took):,.0f} rows/s in all; most memory {peak():.0f} MiB")
    return event


def best(token, path):
    times = []
    for _ in range(7):
        began = time.monotonic()
        call("GET", path, token=token)
        times.append((time.monotonic() - began) * 1000)
    return f"median {sorted(times)[3]:.1f} ms, longest {max(times):.1f} ms"


with open(secrets) as file:
    known = json.load(file)
own = known["organiser"]
token = call("POST", "/connect/oauth2/token", json.dumps(
    {"grant_type": "client_credentials", "client_id": own["clientId"], "client_secret": own["clientSecret"]}).encode())["access_token"]
with tempfile.TemporaryDirectory() as folder:
    write_csv(f"{folder}/people.csv", ROWS)
    event = bring_in(token, f"{folder}/people.csv")
    print("first page of 100,000:", best(token, f"/organise/v1/events/{event}/registrants"))
    print("search of 100,000:", best(token, f"/organise/v1/events/{event}/registrants?search=family%209001"))
    print("search that finds nobody:", best(token, f"/organise/v1/events/{event}/registrants?search=zzzzqq"))
    write_xlsx(f"{folder}/people.xlsx")
    bring_in(token, f"{folder}/people.xlsx")
    write_csv(f"{folder}/large.csv", LARGE // 500, "x" * 425)
    bring_in(token, f"{folder}/large.csv")
print("statistics of a million connections:", best(token, f"/organise/v1/events/{known['eventId']}/statistics"))
