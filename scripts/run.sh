#!/usr/bin/env bash
# Start Alongside here: libraries, secrets, database, the web server and the mail sender. Ctrl-C ends both.
set -euo pipefail
cd "$(dirname "$0")/.."
export PORT="${PORT:-8000}"

scripts/venv.sh run
scripts/dotenv.sh
mkdir -p var
if ! .venv/bin/python -c 'import socket, sys; socket.create_server(("127.0.0.1", int(sys.argv[1]))).close()' "$PORT" \
    2>/dev/null; then
    echo "Port $PORT is in use (or not a port). Try: make run PORT=8001" >&2
    exit 1
fi
.venv/bin/python manage.py prepare

# Each in a process group of its own, so that Ctrl-C reaches this script alone and it can end them in order:
# gunicorn's workers may hang when they hear it twice.
set -m
stop() {
    trap '' INT TERM HUP
    for job in $(jobs -p); do kill -TERM "$job" 2>/dev/null || true; done
    wait 2>/dev/null
}
trap 'stop; exit 0' INT TERM HUP
.venv/bin/python manage.py send_due --loop &
ANNOUNCE=1 GUNICORN_LOG_LEVEL="${GUNICORN_LOG_LEVEL:-warning}" .venv/bin/gunicorn supporter_site.wsgi &
web=$!
status=0
wait "$web" || status=$?
stop
exit "$status"
