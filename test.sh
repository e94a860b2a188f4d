#!/usr/bin/env bash
# Builds the solution and runs every test project under tests/.
#
#   ./test.sh          the tests that take seconds
#   ./test.sh --long   also the tests that take minutes (they see LANYARD_LONG=1)
#
# Needs the .NET SDK. What else the tests use (Node, PostgreSQL, gcc, QR tools, Chromium, Tryton, Swift, Debian packages for Python)
# is installed by apt-get when it is missing, as root or through sudo. The last line is "N passed, N failed, N skipped", over all test projects;
# the failed tests and their messages stand before it.
# The exit code is not zero when a test failed, when no test ran, or when CI=true and a test was skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

solution=Lanyard.slnx
node_clients=tests/foreign-clients/node
results=artifacts/test-results

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en

say() { printf '%s\n' "$*"; }
fail() { printf 'test.sh: %s\n' "$*" >&2; exit 1; }

# Runs a command without its output, which is shown only if the command fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  if ((status != 0)); then
    cat "$log" >&2
  fi
  rm -f "$log"
  return "$status"
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo "$@"
  fi
}

apt_install() {
  command -v apt-get >/dev/null || fail "please install these first (there is no apt-get here): $*"
  ((EUID == 0)) || command -v sudo >/dev/null || fail "please install these first, as root: $*"
  say "Installing by apt-get: $*"
  ((EUID == 0)) || sudo -v || fail "sudo was refused; please install these first: $*"
  quietly as_root apt-get -qq update || fail "apt-get update failed"
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" ||
    fail "apt-get could not install: $*"
}

install_missing() {
  local packages=()
  if ! command -v node >/dev/null; then
    packages+=(nodejs npm)
  elif ! command -v npm >/dev/null; then
    packages+=(npm)
  fi
  # For the disk that loses power (tests/power-loss).
  command -v gcc >/dev/null || packages+=(gcc libc6-dev)
  # Badges as images, drawn and read.
  command -v zbarimg >/dev/null || packages+=(zbar-tools)
  command -v qrencode >/dev/null || packages+=(qrencode)
  # A real browser for the pages.
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || packages+=(chromium)
  # Badges in PDF, as pictures.
  command -v pdftoppm >/dev/null || packages+=(poppler-utils)
  # A server of its own for the tests; the one that Debian starts is left alone.
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
  # Debian's own Python: the packages are for that one, whatever other python3 comes first in PATH.
  /usr/bin/python3 -c 'import requests_oauthlib' 2>/dev/null || packages+=(python3-requests-oauthlib)
  /usr/bin/python3 -c 'import authlib' 2>/dev/null || packages+=(python3-authlib)
  /usr/bin/python3 -c 'import openpyxl' 2>/dev/null || packages+=(python3-openpyxl)
  # A CRM for lanyard sync to write to; the server that the package may start is left alone.
  [[ -d /usr/lib/python3/dist-packages/trytond/modules/sale_opportunity ]] ||
    packages+=(tryton-server tryton-modules-sale-opportunity)
  # A store that speaks S3; the servers that the packages may start are left alone.
  local part
  for part in proxy account container object; do
    [[ -e /usr/bin/swift-$part-server ]] || packages+=("swift-$part")
  done
  if ((${#packages[@]} > 0)); then
    apt_install "${packages[@]}"
  fi

  # npm writes the inner lock file last, so an interrupted installation is done again.
  local lock=$node_clients/package-lock.json installed=$node_clients/node_modules/.package-lock.json
  if [[ ! -e $installed || $lock -nt $installed ]]; then
    say "Installing the Node clients of $node_clients by npm ci"
    (cd "$node_clients" && quietly npm ci --no-audit --no-fund --ignore-scripts) || fail "npm ci failed"
  fi
}

passed=0 failed=0 skipped=0

# Reads one number of the <Counters> element of a TRX report.
counter() {
  grep -oE '<Counters [^>]*>' "$1" | tail -n 1 | grep -oE " $2=\"[0-9]+\"" | grep -oE '[0-9]+'
}

# Says each failed test of a TRX report again, with its message and the top of its stack: what a log cut to its end must keep.
say_failures() {
  /usr/bin/python3 - "$1" <<'PYTHON'
import sys
import xml.etree.ElementTree as xml

trx = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
for result in xml.parse(sys.argv[1]).iter(trx + "UnitTestResult"):
    if result.get("outcome") == "Failed":
        print("FAILED", result.get("testName"))
        for part in ("Message", "StackTrace"):
            lines = (result.findtext(f".//{trx}{part}") or "").splitlines()
            print(*("  " + line[:300] for line in lines[:15]), sep="\n")
PYTHON
}

# Runs one test project and adds its counts. A run that ends without a report, or with an error that no test accounts
# for (a crash, no tests in the project), counts as one failure.
run_project() {
  local project=$1 name report status=0 total=0 executed=0 ok=0
  name=$(basename "$project" .csproj)
  report=$results/$name.trx
  say "Running $name"
  dotnet test --project "$project" -c Release --no-build --no-ansi --no-progress --filter-not-trait Kind=Benchmark \
    --results-directory "$PWD/$results" --report-xunit-trx --report-xunit-trx-filename "$name.trx" || status=$?

  if [[ -e $report ]]; then
    total=$(counter "$report" total) && executed=$(counter "$report" executed) && ok=$(counter "$report" passed) ||
      fail "cannot read the counts in $report"
  fi
  if ((status != 0 && executed == ok)) || [[ ! -e $report ]]; then
    say "$name ended with exit code $status although no test failed: counted as one failure"
    failed=$((failed + 1))
  fi
  passed=$((passed + ok))
  failed=$((failed + executed - ok))
  skipped=$((skipped + total - executed))
}

for argument in "$@"; do
  case $argument in
    --long) export LANYARD_LONG=1 ;;
    *) fail "unknown argument $argument; usage: ./test.sh [--long]" ;;
  esac
done

command -v dotnet >/dev/null || fail "the .NET SDK named in global.json is needed (no dotnet in PATH)"
install_missing

mapfile -t projects < <(find tests -name '*.csproj' -not -path '*/node_modules/*' -exec grep -l '"xunit\.v3"' {} + | sort)

say "Building $solution"
dotnet build "$solution" -c Release --nologo -v quiet || fail "the build failed, so no test ran"
for project in "${projects[@]}"; do
  if ! grep -qF "\"$project\"" "$solution"; then
    say "Building $project, which $solution does not name"
    dotnet build "$project" -c Release --nologo -v quiet || fail "the build failed, so no test ran"
  fi
done

rm -rf "$results"
mkdir -p "$results"
for project in "${projects[@]}"; do
  run_project "$project"
done

status=0
if ((failed > 0)); then
  status=1
  for report in "$results"/*.trx; do
    say_failures "$report"
  done
fi
if ((passed + failed == 0)); then
  say "No test ran."
  status=1
fi
if ((skipped > 0)) && [[ ${CI:-} == true ]]; then
  say "Tests were skipped, which counts as a failure when CI=true."
  status=1
fi
say "$passed passed, $failed failed, $skipped skipped"
exit "$status"
