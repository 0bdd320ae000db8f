"""allauth's hooks: neutral mails, through our outbox."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Users sign in by e-mail only; subjects come from our templates as they stand."""

    def format_email_subject(self, subject: str) -> str:
        return subject
