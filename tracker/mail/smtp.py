"""Django's SMTP mailer, which also knows how far a mail had come when the line was cut."""

import smtplib

from django.core.mail.backends.smtp import EmailBackend


class KnowsHowFar:
    """For a client of smtplib. `handed_over`: the text of the mail was on its way, so the server may have taken it."""

    handed_over = False

    def mail(self, *arguments, **options):
        self.handed_over = False
        return super().mail(*arguments, **options)

    def data(self, msg):
        self.handed_over = True
        return super().data(msg)


class Smtp(KnowsHowFar, smtplib.SMTP):
    """Without TLS, or with STARTTLS."""


class SmtpOverTls(KnowsHowFar, smtplib.SMTP_SSL):
    """With TLS from the start."""


class SmtpBackend(EmailBackend):
    """The "transport" of a real host."""

    @property
    def connection_class(self):
        return SmtpOverTls if self.use_ssl else Smtp
