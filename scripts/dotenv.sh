#!/usr/bin/env bash
# Write a .env with fresh secrets for trying Alongside on this machine. Never touches one that exists.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -e .env ] && exit 0
umask 077
.venv/bin/python - > .env.new <<'PYTHON'
import base64, secrets

print(f"SECRET_KEY={secrets.token_urlsafe(50)}")
print(f"FIELD_KEYS={base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}")
print("ALONGSIDE_DEMO=1")
print("MAIL_DIR=var/mail")
PYTHON
mv .env.new .env
echo "Wrote .env with fresh secrets. Keep FIELD_KEYS: without them nobody can read what was written."
