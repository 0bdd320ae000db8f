#!/usr/bin/env bash
# Make sure that the browser tests find a Chromium; exits 1 when there is none and none can be installed.
set -euo pipefail
cd "$(dirname "$0")/.."

found() {
    [ -x "${CHROMIUM:-}" ] || command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
        command -v google-chrome >/dev/null 2>&1 || playwright_has_one
}
playwright_has_one() {
    .venv/bin/python - 2>/dev/null <<'PYTHON'
import os
import sys

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    sys.exit(not os.path.exists(playwright.chromium.executable_path))
PYTHON
}

found && exit 0
echo "Installing Chromium for the browser tests"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium; } >/dev/null || true
fi
found || .venv/bin/python -m playwright install chromium || true
found
