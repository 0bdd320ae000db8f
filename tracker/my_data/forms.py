"""The form for a file to bring in."""

import hashlib

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.base.forms import helper
from tracker.my_data import archive


class ImportForm(forms.Form):
    """A file, and which file the preview was about. The file itself is kept nowhere in between."""

    file = forms.FileField(
        label=_("ZIP file"),
        help_text=_("The file that you got from an export, as it is. Up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={
            "required": _("Choose a ZIP file of up to 10 MB."),
            "invalid": _("Choose a ZIP file of up to 10 MB."),
            "empty": _("This file is empty. Choose another one."),
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    helper = helper("file", "seen")

    def clean_file(self):
        """Reads the file into `content`."""
        file = self.cleaned_data["file"]
        self.digest = hashlib.sha256(file.read()).hexdigest()
        file.seek(0)
        try:
            self.content = archive.read(file)
        except archive.Unreadable as error:
            raise forms.ValidationError(str(error), code="unreadable") from error
        return file

    @property
    def was_seen(self) -> bool:
        """Whether this very file was the one of the preview."""
        return self.cleaned_data.get("seen") == self.digest
