#!/usr/bin/env bash
# The whole test suite on two processes. Options go to pytest. DATABASE_URL chooses the database.
# Without a Chromium the browser tests are left out, loudly; with CI set that is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/venv.sh dev
selected="not bench"
browser=yes
if ! scripts/chromium.sh; then
    browser=no
    [ -z "${CI:-}" ] || { echo "No Chromium, and none could be installed." >&2; exit 1; }
    selected="not bench and not browser"
fi
banner() {
    [ "$browser" = yes ] || printf '\n%s\n%s\n%s\n\n' \
        "****************************************************************" \
        "*  NO CHROMIUM: THE BROWSER TESTS WERE NOT RUN. Install it.     *" \
        "****************************************************************" >&2
}
banner
# Once, before the workers start: they would all write the same files.
scripts/with_test_settings.sh .venv/bin/python manage.py prepare --static
status=0
scripts/with_test_settings.sh .venv/bin/python -m pytest -n "${TEST_WORKERS:-2}" -m "$selected" "$@" || status=$?
banner
exit "$status"
