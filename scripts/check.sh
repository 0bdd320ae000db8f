#!/usr/bin/env bash
# Style, forgotten migrations, and Django's own list for the settings of a real host.
set -euo pipefail
cd "$(dirname "$0")/.."
export ALONGSIDE_HTTPS=1 ALONGSIDE_DEMO=0 ENABLE_ADMIN=0 TRUSTED_PROXY_COUNT=1 MAIL_DIR=""
export ALLOWED_HOSTS=alongside.example.org DATABASE_URL="sqlite://:memory:"
secrets="$(.venv/bin/python -c 'import base64, secrets
print(secrets.token_urlsafe(50), base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())')"
read -r SECRET_KEY FIELD_KEYS <<< "$secrets"
export SECRET_KEY FIELD_KEYS

status=0
.venv/bin/ruff check . || status=1
.venv/bin/ruff format --check . || status=1
.venv/bin/python manage.py makemigrations --check --dry-run || status=1
.venv/bin/python manage.py check --deploy --fail-level WARNING || status=1
exit "$status"
