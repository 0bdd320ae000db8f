#!/usr/bin/env bash
# Run a command with settings that depend on no .env of this machine: tests and measurements use it.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p var
export SECRET_KEY="${TEST_SECRET_KEY:-only-for-tests-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}"
export FIELD_KEYS="${TEST_FIELD_KEYS:-zmM8LLbmqEPlS3Lw1tBQXOsf1YEJ8wnd1lVpxyoYGPU=}"
export ALONGSIDE_HTTPS=0 ALONGSIDE_DEMO=1 ENABLE_ADMIN=0 OPEN_SIGNUP=1 TRUSTED_PROXY_COUNT=0 MAIL_DIR=""
export ALLOWED_HOSTS="localhost,127.0.0.1"
export DATABASE_URL="${DATABASE_URL:-sqlite:///$PWD/var/test.sqlite3}"
exec "$@"
