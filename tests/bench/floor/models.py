"""One indexed table."""

from django.conf import settings
from django.db import models


class Row(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    at = models.DateTimeField()
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=[("open", "Open"), ("done", "Done")])
    note = models.TextField()

    class Meta:
        app_label = "floor"
        indexes = [models.Index(fields=["owner", "at"], name="row_owner_at")]

    def __str__(self) -> str:
        return self.title
