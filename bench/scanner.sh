#!/bin/sh
# Measures the phone scanner in a real Chromium whose camera shows real QR codes: from the picture to the name, a start without
# a network, and what a phone loads.
set -e
cd "$(dirname "$0")/.."
dotnet build tests/Lanyard.Browser.Tests -c Release -p:OpenApiGenerateDocumentsOnBuild=false --nologo -v q
dotnet artifacts/bin/Lanyard.Browser.Tests/release/Lanyard.Browser.Tests.dll \
  --explicit only --filter-class "*ScannerBench" --show-live-output on | grep -v ' [<>!] '
