#!/usr/bin/env bash
# Print the path of a Python 3.12 or newer that really runs, or say in one sentence what to install.
# (A shim of pyenv may be on the PATH and still fail, so each candidate is started once.)
set -euo pipefail
cd "$(dirname "$0")/.."

new_enough() {
    [ -n "$1" ] && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

pyenv_root="${PYENV_ROOT:-$HOME/.pyenv}"
for candidate in python3.13 python3.12 python3.14 python3 \
    "$pyenv_root"/versions/3.13*/bin/python3 "$pyenv_root"/versions/3.1[24-9]*/bin/python3; do
    path="$(command -v "$candidate" 2>/dev/null || true)"
    if new_enough "$path"; then
        # The interpreter itself, not the shim: the shim may mean another version tomorrow.
        "$path" -c 'import sys; print(sys.executable)'
        exit 0
    fi
done
if command -v uv >/dev/null 2>&1; then
    uv python find --system --no-project '>=3.12' 2>/dev/null && exit 0
    uv python install --quiet "$(cat .python-version)" && uv python find --system --no-project "$(cat .python-version)" && exit 0
fi
echo "Alongside needs Python 3.12 or newer: install python3.13 (or python3.12) and run this again." >&2
exit 1
