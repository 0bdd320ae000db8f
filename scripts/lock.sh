#!/usr/bin/env bash
# Pin requirements*.in to exact versions with hashes. pip-tools lives in an environment of its own.
# The files name no index and no machine, so they install anywhere.
set -euo pipefail
cd "$(dirname "$0")/.."
tools="$(mktemp -d)"
trap 'rm -rf "$tools"' EXIT
"$(scripts/python.sh)" -m venv "$tools"
"$tools/bin/python" -m pip install --quiet --disable-pip-version-check pip-tools
lock() {
    CUSTOM_COMPILE_COMMAND="make lock" "$tools/bin/pip-compile" --quiet --upgrade --generate-hashes --strip-extras \
        --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file "$2" "$1"
}
lock requirements.in requirements.txt
lock requirements-dev.in requirements-dev.txt
# What the app is made of, for whoever has to know: docs/sbom.json.
"$tools/bin/python" scripts/sbom.py
