"""Everything of one person as a file: the account, and beside it the file of each of their circles."""

import json
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from allauth.account.models import EmailAddress
from django.db.models import Model
from django.template.loader import render_to_string

from tracker.base import clock
from tracker.entries.log import Log
from tracker.my_data.export import open_text, plain, write_circle
from tracker.my_data.rules import ACCOUNT_FILE, FORMAT, README_FILE
from tracker.my_data.sections import of_the_account
from tracker.people.models import Membership, User


def write_everything(user: User, logs: list[Log], target: IO[bytes]) -> None:
    """Write the account of a person, and beside it the file of each of their circles."""
    with ZipFile(target, "w", ZIP_STORED) as archive:
        with open_text(archive, README_FILE) as file:
            file.write(render_to_string("my-data/readme_account.txt"))
        with open_text(archive, ACCOUNT_FILE) as file:
            json.dump(_account(user, logs), file, ensure_ascii=False, indent=1)
        for number, log in enumerate(logs, 1):
            with archive.open(f"circle-{number}.zip", "w", force_zip64=True) as inner:
                write_circle(log, inner)


def _own_rows(model: type[Model], user: User) -> list[dict]:
    rows = model.objects.filter(user=user).order_by("pk")
    return [{name: plain(getattr(row, name)) for name in model.PersonalData.export} for row in rows]


def _account(user: User, logs: list[Log]) -> dict:
    return {
        "format": FORMAT,
        "made_at": plain(clock.now()),
        "me": {name: plain(getattr(user, name)) for name in User.PersonalData.export},
        **{str(model._meta.verbose_name_plural): _own_rows(model, user) for model in of_the_account()},
        "email_addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "circles": [
            {"file": f"circle-{number}.zip", "nickname": log.circle.nickname}
            | {name: plain(getattr(log.membership, name)) for name in Membership.PersonalData.export}
            for number, log in enumerate(logs, 1)
        ],
    }
