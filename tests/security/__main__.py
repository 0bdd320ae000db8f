"""Write the tables of docs/security.md: `make security`."""

import sys

from tests.security.table import PAGE, collect, faults, load, page_with_tables

wrong = faults(load(), collect())
if wrong:
    sys.exit("\n".join(wrong))
PAGE.write_text(page_with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
