"""Where things stand with the loved one, in the supporter's own judgement; it can change at any time."""

from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum


class Stage(LabelledEnum):
    NOT_IN_TREATMENT = "not_in_treatment", _("Not in treatment")
    STARTING = "starting", _("Starting treatment")
    SETTLED = "settled", _("Settled in treatment")
    AFTER_DISCHARGE = "after_discharge", _("Just out of detox, rehab, hospital or jail")
    RETURNED_TO_USE = "returned_to_use", _("Returned to use")
    NOT_SURE = "not_sure", _("Not sure")
