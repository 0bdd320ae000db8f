"""Passwords: words that an attacker of this very app would try first."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

APP_WORDS = ("alongside", "supporter", "naloxone", "methadone", "suboxone", "recovery")


class AppWordsValidator:
    """Refuses a password that is little more than one of the app's own words."""

    spare_characters = 6

    def validate(self, password, user=None):
        lowered = password.lower()
        for word in APP_WORDS:
            if word in lowered and len(password) - len(word) < self.spare_characters:
                raise ValidationError(
                    _("Add more to this password. It is too close to a word this app uses."), code="app_word"
                )

    def get_help_text(self):
        return _("Several words in a row make a good password. It does not need signs or digits.")
