# make run      start Alongside here, with a made-up circle to look at
# make test     the whole test suite, browser tests included (ARGS="-k word" goes to pytest)
# make check    style, migrations and the settings of a real host
# All of it works from a fresh clone; the scripts say what they need when something is missing.

PORT ?= 8000
export PORT
PYTHON = .venv/bin/python

.PHONY: run test check lock bench screenshots weight reading-level security mutants inventory dev static

run:
	@scripts/run.sh

test:
	@scripts/test.sh $(ARGS)

check: dev
	@scripts/check.sh

# Pin the newest versions that requirements*.in allow, with their hashes.
lock:
	@scripts/lock.sh

bench: dev static
	@scripts/with_test_settings.sh $(PYTHON) -m tests.bench

screenshots: dev static
	@scripts/chromium.sh
	@scripts/with_test_settings.sh $(PYTHON) -m tests.screenshots

weight: dev static
	@scripts/chromium.sh
	@scripts/with_test_settings.sh $(PYTHON) -m tests.weight

reading-level: dev
	@scripts/with_test_settings.sh $(PYTHON) -m tests.guidance.reading_level

# The tables of docs/security.md: each row that has to hold, and the tests that carry its number.
security: dev
	@$(PYTHON) -m tests.security

# Break each control in turn, in a copy, and see whether its tests notice (ARGS="-k word" for some of them).
mutants: dev static
	@scripts/chromium.sh
	@scripts/with_test_settings.sh $(PYTHON) -m tests.mutants $(ARGS)

# docs/data-inventory.md: every field of every table.
inventory: dev
	@scripts/with_test_settings.sh $(PYTHON) -m tests.inventory

dev:
	@scripts/venv.sh dev

static: dev
	@scripts/with_test_settings.sh $(PYTHON) manage.py prepare --static
