"""Fill the database of the floor and print the key of a session that is signed in."""

import datetime as dt
import os

import django

ROWS = 2_000


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.floor.settings"
    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    from tests.bench.floor.models import Row

    call_command("migrate", verbosity=0)  # users first: the table of rows points at them
    call_command("migrate", run_syncdb=True, verbosity=0)
    user = User.objects.create_user("reader")
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    Row.objects.bulk_create(
        Row(
            owner=user,
            at=start + dt.timedelta(hours=number),
            title=f"Row number {number}",
            state="open" if number % 3 else "done",
            note="A few plain words about this row, as somebody would write them down. " * 2,
        )
        for number in range(ROWS)
    )
    client = Client()
    client.force_login(user)
    print(client.cookies[settings.SESSION_COOKIE_NAME].value)


if __name__ == "__main__":
    main()
