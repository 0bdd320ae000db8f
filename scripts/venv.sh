#!/usr/bin/env bash
# Make .venv, if it is missing or broken, and install what requirements.txt (or, for "dev",
# requirements-dev.txt, which includes it) pins. Does nothing when that is already there.
set -euo pipefail
cd "$(dirname "$0")/.."
which="${1:-run}"

if ! .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then
    python="$(scripts/python.sh)"
    rm -rf .venv
    echo "Making .venv with $("$python" --version)"
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        if command -v uv >/dev/null 2>&1; then
            uv venv --quiet --seed --python "$python" .venv
        else
            echo "$python cannot make a virtual environment: install python3-venv and run this again." >&2
            exit 1
        fi
    fi
fi

# .venv/installed-* are copies of what was installed: comparing them tells whether to install again.
is_installed() { cmp -s "$1" ".venv/installed-$1"; }

install() {
    echo "Installing what $1 pins"
    rm -f .venv/installed-*
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$1"
}

if [ "$which" = dev ]; then
    if ! is_installed requirements-dev.txt || ! is_installed requirements.txt; then
        install requirements-dev.txt
        cp requirements.txt .venv/installed-requirements.txt
        cp requirements-dev.txt .venv/installed-requirements-dev.txt
    fi
elif ! is_installed requirements.txt; then
    install requirements.txt
    cp requirements.txt .venv/installed-requirements.txt
fi
