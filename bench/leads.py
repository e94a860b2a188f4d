"""Measures the pages and exports of an exhibitor with many leads, and streams, on servers that it starts itself.

    dotnet build src/Lanyard.Server -c Release
    /usr/bin/python3 bench/leads.py artifacts/bin/Lanyard.Server/release/Lanyard.Server.dll pages 500 50000
    /usr/bin/python3 bench/leads.py artifacts/bin/Lanyard.Server/release/Lanyard.Server.dll export 100000
    /usr/bin/python3 bench/leads.py artifacts/bin/Lanyard.Server/release/Lanyard.Server.dll streams 1000
    /usr/bin/python3 bench/leads.py artifacts/bin/Lanyard.Server/release/Lanyard.Server.dll question 50000
    /usr/bin/python3 bench/leads.py artifacts/bin/Lanyard.Server/release/Lanyard.Server.dll exposed 100000

LANYARD_STORE, an empty PostgreSQL database's connection string, takes the place of SQLite, for one size a run; a question is
measured on SQLite alone.
"""
import contextlib
import html
import http.cookiejar
import json
import os
import re
import selectors
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

SERVER, WHAT, *SIZES = sys.argv[1:]
ROUNDS = 15
STORE = ["--store", os.environ["LANYARD_STORE"]] if "LANYARD_STORE" in os.environ else []


class Server:
    """A server on a store of its own, with one exhibitor that has all leads, and a manager who is signed in."""

    def __init__(self, folder, leads, fill=lambda folder: None):
        subprocess.run(["dotnet", SERVER, "demo", "--data", folder, *STORE, "--registrants", str(max(leads, 1000)), "--exhibitors", "1",
                        "--connections", str(leads)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        fill(folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.process = subprocess.Popen(["dotnet", SERVER, "--data", folder, *STORE, "--urls", self.address],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        for _ in range(600):
            try:
                self.get("/health/ready")
                break
            except OSError:
                time.sleep(0.1)
        with open(f"{folder}/show.json") as file:
            self.show = json.load(file)
        self.organiser = self.token(self.show["organiser"])
        self.event = f"/organise/v1/events/{self.show['eventId']}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def get(self, path):
        with self.browser.open(self.address + path, timeout=600) as answer:
            return answer.read().decode()

    def call(self, path, body, token=None, method=None):
        request = urllib.request.Request(
            self.address + path, body and json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method)
        if token:
            request.add_header("Authorization", "Bearer " + token)
        with urllib.request.urlopen(request, timeout=600) as answer:
            return json.loads(answer.read() or b"null")

    def token(self, client):
        return self.call("/connect/oauth2/token", {
            "grant_type": "client_credentials", "client_id": client["clientId"], "client_secret": client["clientSecret"]})["access_token"]

    def join(self):
        """Takes an invitation; the address of the exhibitor's pages."""
        invited = self.call(f"{self.event}/exhibitors/X-1/invitations", {"email": "manager@example.com"}, self.organiser)
        path = urllib.parse.urlparse(invited["link"]).path
        return self.send(path, {"Name": "Manager", "Password": "correct horse battery"})

    def send(self, path, values):
        """Fills in the last form of a page; where that leads."""
        form = re.findall(r'<form [^>]*method="post".*?</form>', self.get(path), re.S)[-1]
        fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form))
        fields = {name: html.unescape(value) for name, value in fields.items()} | values
        with self.browser.open(self.address + path, urllib.parse.urlencode(fields).encode(), timeout=600) as answer:
            return urllib.parse.urlparse(answer.url).path

    def memory(self, name):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(name)) / 1024

    def forget_peak(self):
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as clear:
            clear.write("5")

    def seconds_of_processor(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def milliseconds(server, act):
    """Median, longest, and what the server's processors worked for one, which other load does not change."""
    act()
    times, before = [], server.seconds_of_processor()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    worked = (server.seconds_of_processor() - before) * 1000 / ROUNDS
    return f"{statistics.median(times):.1f} | {max(times):.1f} | {worked:.0f}"


def pages(leads):
    with tempfile.TemporaryDirectory() as folder, Server(folder, leads) as server:
        home = server.join()
        first = server.call("/connect/v1/connections", None, server.token(server.show["exhibitors"][0]))
        word = first[0]["contact"]["lastName"]
        for title, path in {
            "first page": "/leads", "last page": f"/leads?page={(leads + 49) // 50}", "by time": "/leads?from=2020-01-01T00:00",
            "by state": "/leads?state=completed", "by who scanned": "/leads?by=Nobody", "changed last": "/leads?sort=changed",
            "not exported": "/leads?new=true", "sorted by name": "/leads?sort=name", "sorted by company": "/leads?sort=company",
            "search": f"/leads?search={urllib.parse.quote(word)}", "search that finds nobody": "/leads?search=zzzzqq",
            "statistics": "", "export's form": "/export", "what is new": "/leads/news?after=0",
        }.items():
            print(f"| {title} | {leads:,} | {milliseconds(server, lambda: server.get(home + path))} |", flush=True)


def export(leads):
    with tempfile.TemporaryDirectory() as folder, Server(folder, leads) as server:
        home = server.join()
        form = re.search(r'<form [^>]*action="[^"]*/export/file".*?</form>', server.get(home + "/export"), re.S).group(0)
        fields = [(name, html.unescape(value)) for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)]
        fields += [("column", html.unescape(value)) for value in re.findall(r'name="column" value="([^"]*)"', form)]
        for kind in re.findall(r'name="format" value="([^"]*)"', form):
            server.forget_peak()
            before, worked, began, size = server.memory("VmRSS"), server.seconds_of_processor(), time.perf_counter(), 0
            body = urllib.parse.urlencode([*fields, ("format", kind)]).encode()
            with server.browser.open(server.address + home + "/export/file", body, timeout=600) as answer:
                first = None
                while part := answer.read(65536):
                    first = first or time.perf_counter() - began
                    size += len(part)
            took, worked = time.perf_counter() - began, server.seconds_of_processor() - worked
            print(f"| {kind} | {leads:,} | {size / 1e6:.1f} | {first:.2f} | {took:.1f} | {worked:.1f} | {leads / took:,.0f} | {before:.0f} | {server.memory('VmHWM'):.0f} |",
                  flush=True)


def streams(count):
    """Two streams a client, as many as it may have, all of one exhibitor: each change goes to all of them."""
    with tempfile.TemporaryDirectory() as folder, Server(folder, 1) as server:
        tokens = []
        for i in range((count + 1) // 2):
            made = server.call(f"{server.event}/exhibitors/X-1/api-clients", {"name": f"Client {i}"}, server.organiser)
            tokens.append(server.token({"clientId": made["clientId"], "clientSecret": made["clientSecret"]}))
        time.sleep(3)
        idle = server.memory("VmRSS")
        selector = selectors.DefaultSelector()
        for i in range(count):
            one = socket.create_connection(("127.0.0.1", server.port))
            one.sendall(f"GET /connect/v1/connections/stream?fromRevision=9007199254740 HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
                        f"Authorization: Bearer {tokens[i // 2]}\r\n\r\n".encode())
            selector.register(one, selectors.EVENT_READ, {"seen": 0})
        opened = heard(selector, b"retry: 3000", count, time.perf_counter())
        memory = server.memory("VmRSS")
        before, began = server.seconds_of_processor(), time.perf_counter()
        drain(selector, 45)
        quiet = (server.seconds_of_processor() - before) / (time.perf_counter() - began)
        print(f"| open, and all answered | {len(opened):,} | {max(opened):,.0f} ms |")
        print(f"| memory: before, with streams, a stream | | {idle:.0f} MiB, {memory:.0f} MiB, {(memory - idle) * 1024 / count:.0f} KiB |")
        print(f"| processor while nothing changes | | {quiet * 100:.1f} % of one |")
        scanner = server.token(server.show["exhibitors"][0])
        for i, code in enumerate(server.show["badges"][1:8]):
            before, began = server.seconds_of_processor(), time.perf_counter()
            server.call("/connect/v1/connections", {"code": code}, scanner)
            answered = (time.perf_counter() - began) * 1000
            times = sorted(heard(selector, b"event: connection", count, began))
            print(f"| change {i + 1}: answered, first, median, last stream | {len(times):,} | {answered:.0f}, {times[0]:.0f}, "
                  f"{times[len(times) // 2]:.0f}, {times[-1]:.0f} ms, {(server.seconds_of_processor() - before) * 1000:.0f} ms of processor |", flush=True)
            drain(selector, 1)
        print(f"| most memory | | {server.memory('VmHWM'):.0f} MiB |")


def answer_all(folder):
    """A question with free text, answered on each lead."""
    with sqlite3.connect(f"{folder}/lanyard.db") as store:
        event, exhibitor = store.execute("SELECT event_id, id FROM exhibitors").fetchone()
        seqs = [seq for seq, in store.execute("SELECT seq FROM connections")]
        store.execute("INSERT INTO exhibitor_questions (event_id, exhibitor_id, id, name, type, position, options) "
                      "VALUES (?, ?, 1, 'Interest', 2, 0, '[]')", (event, exhibitor))
        store.executemany('INSERT INTO lead_entries (event_id, connection_seq, id, kind, at, "by", subject_id, options, text) '
                          "VALUES (?, ?, 1, 0, 0, 'Eva', 1, '', 'Lenses')", ((event, seq) for seq in seqs))
        store.executemany("INSERT INTO lead_answers (event_id, exhibitor_id, question_id, option_id, connection_seq) VALUES (?, ?, 1, 0, ?)",
                          ((event, exhibitor, seq) for seq in seqs))
        store.execute("UPDATE connections SET answers = CAST('[]' AS BLOB)")
    store.close()


@contextlib.contextmanager
def scanning(server, token):
    """Badges are scanned one after the other, for three seconds before and then meanwhile; how long each took, in milliseconds."""
    ended, scans = threading.Event(), []

    def scan():
        while not ended.is_set():
            began = time.perf_counter()
            server.call("/connect/v1/connections", {"code": server.show["badges"][len(scans) % 500]}, token)
            scans.append((time.perf_counter() - began) * 1000)

    thread = threading.Thread(target=scan)
    thread.start()
    time.sleep(3)
    try:
        yield scans
    finally:
        ended.set()
        thread.join()


def exposed(leads):
    """Takes a question of the organiser's out of the leads and puts it back, while badges are scanned."""
    with tempfile.TemporaryDirectory() as folder, Server(folder, leads) as server:
        asked = server.call(f"{server.event}/profile-questions", None, server.organiser)
        question = next(q for q in asked if q["exposed"])
        path = f"{server.event}/profile-questions/{question.pop('key')}"
        token = server.token(server.show["exhibitors"][0])
        # The first change after a start is compiled while scans wait for it.
        for title, shown in (("first", False), ("second", True)):
            with scanning(server, token) as scans:
                quiet = len(scans)
                server.call(path, question | {"exposed": shown}, server.organiser, "PUT")
                time.sleep(10)
            beside = sorted(scans[quiet:])
            print(f"| {title} | {leads:,} | {statistics.median(scans[:quiet]):.1f} | {statistics.median(beside):.1f} | "
                  f"{beside[len(beside) * 99 // 100]:.1f} | {beside[-1]:.0f} |", flush=True)


def question(leads):
    """Words a question anew that each lead answers, while badges are scanned."""
    with tempfile.TemporaryDirectory() as folder, Server(folder, leads, answer_all) as server:
        home, token = server.join(), server.token(server.show["exhibitors"][0])
        with scanning(server, token) as scans:
            quiet, began, worked = len(scans), time.perf_counter(), server.seconds_of_processor()
            server.send(home + "/questions/0000000000001", {"Name": "Interest in us"})
            answered = time.perf_counter() - began
            store = sqlite3.connect(f"file:{folder}/lanyard.db?mode=ro", uri=True)
            while store.execute("SELECT count(*) FROM changes").fetchone()[0]:
                time.sleep(0.05)
            took = time.perf_counter() - began
        beside = scans[quiet:]
        print(f"| {leads:,} | {answered:.2f} | {took:.1f} | {server.seconds_of_processor() - worked:.1f} | {statistics.median(scans[:quiet]):.1f} | "
              f"{statistics.median(beside):.1f} | {max(beside):.0f} | {server.memory('VmHWM'):.0f} |")
        first = server.call("/connect/v1/connections", None, token)[0]["exhibitorQuestions"]
        store.close()
        if first[0]["name"] != "Interest in us":
            raise SystemExit(f"The lead shows {first}.")


def heard(selector, what, count, began):
    times, seen, until = [], set(), time.perf_counter() + 60
    while len(seen) < count and time.perf_counter() < until:
        for key, _ in selector.select(1):
            data = key.fileobj.recv(65536)
            if what in data and key.fd not in seen:
                seen.add(key.fd)
                times.append((time.perf_counter() - began) * 1000)
            elif not data:
                raise SystemExit("A stream ended.")
    return times


def drain(selector, seconds):
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for key, _ in selector.select(0.2):
            key.fileobj.recv(65536)


for size in SIZES:
    {"pages": pages, "export": export, "streams": streams, "question": question, "exposed": exposed}[WHAT](int(size.replace(",", "")))
