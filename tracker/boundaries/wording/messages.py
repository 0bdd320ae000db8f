"""What a review may say: its verdicts, and the reason and the better wording for each."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Verdict(StrEnum):
    ALLOW = "allow"
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell the author. `better` is wording to use instead, or the question to answer."""

    verdict: Verdict
    code: str
    reason: Promise
    better: Promise


MESSAGES: dict[tuple[Verdict, str], tuple[Promise, Promise]] = {
    (Verdict.REFUSE, "naloxone"): (
        _("Naloxone saves lives. It must be easy to reach, with no strings."),
        _("Naloxone stays where we both can find it."),
    ),
    (Verdict.REFUSE, "medicine"): (
        _("This medicine keeps people alive. It is not ours to take or to trade."),
        _("Your medicine stays yours. If I worry, I will say so, and we call the clinic."),
    ),
    (Verdict.REFUSE, "stop_medicine"): (
        _("Stopping this medicine can be deadly. A home should not depend on it."),
        _("You can stay on your medicine. In my home I ask for no drugs beyond it."),
    ),
    (Verdict.REFUSE, "emergency"): (
        _("Help in an emergency must always come. Minutes count."),
        _("I will always call 911 if you need help. The next day I will rest."),
    ),
    (Verdict.REFUSE, "papers"): (
        _("People need their ID and papers to get care. They belong to their owner."),
        _("Your papers stay with you. I can help you find a safe spot for them."),
    ),
    (Verdict.REFUSE, "treatment_access"): (
        _("Getting to treatment keeps your loved one alive. It should not be the price."),
        _("I will not drive you to places where people use. I will help you get to the clinic."),
    ),
    (Verdict.REFUSE, "forced_detox"): (
        _("Pushing someone into detox can be risky. Overdose is more likely right after it."),
        _("I would love for you to get care. When you are ready, I will help you call."),
    ),
    (Verdict.REFUSE, "spying"): (
        _("Secret checks break trust. A boundary is about what I do, not about watching you."),
        _("When I am worried, I will ask you. I will not check in secret."),
    ),
    (Verdict.ASK, "naloxone"): (
        _("This is about naloxone. Anyone in the home may need it fast."),
        _("Can all of you reach it at any time? If so, write that down."),
    ),
    (Verdict.ASK, "medicine"): (
        _("This is about prescribed medicine. Your loved one has to be able to get it each day."),
        _("Who holds the key? Try: we agreed on a lockbox, and you have a key."),
    ),
    (Verdict.ASK, "stop_medicine"): (
        _("This may sound like: stop your medicine. Stopping can be deadly."),
        _("Do you mean street drugs? If so, say that. Add: your medicine can stay."),
    ),
    (Verdict.ASK, "pills"): (
        _("Some pills may be prescribed. Those need to stay with their owner."),
        _("Which pills do you mean? Try: pills that no doctor gave you."),
    ),
    (Verdict.ASK, "emergency"): (
        _("This is about emergency care. Help must still come."),
        _("Will you still call 911? If so, add it to: I will still."),
    ),
    (Verdict.ASK, "papers"): (
        _("This is about ID or papers. Their owner must be able to get them at any time."),
        _("Did your loved one ask you to keep them safe? If so, say that."),
    ),
    (Verdict.ASK, "treatment_access"): (
        _("This is about getting to treatment. You do not have to do it all."),
        _("Who can step in when you can not? Add the other ride to: I will still."),
    ),
    (Verdict.ASK, "forced_detox"): (
        _("This may sound like an order to go to detox. Care works best when it is a choice."),
        _("What will you do, whatever they choose? Start with: I will."),
    ),
    (Verdict.ASK, "forced_treatment"): (
        _("This may sound like an order. A boundary says what you will do."),
        _("What will you do, whatever they choose? Start with: I will."),
    ),
    (Verdict.ASK, "spying"): (
        _("This may feel like being watched. It can break trust."),
        _("Does your loved one know and agree? What could you ask them instead?"),
    ),
    (Verdict.ASK, "cost"): (
        _("You do not have to pay. Care may still need a way."),
        _("What stays? Try: I can not pay, but I will help you find a plan that does."),
    ),
    (Verdict.ASK, "food"): (
        _("Food is a basic need. You may set a limit here."),
        _("What stays? Try: you can always have a meal, and I will not give cash."),
    ),
    (Verdict.ASK, "money"): (
        _("Rent and bills keep a person steady. You may set a limit here."),
        _("What stays? Give a date, and say what you will still help with."),
    ),
    (Verdict.ASK, "housing"): (
        _("Losing a home is a big change. It can raise the danger. You may set a limit here."),
        _("What stays? Give a date, help find a place, and keep warm shelter in bad weather."),
    ),
    (Verdict.ASK, "children"): (
        _("Time with children matters to them and to your loved one. Their safety comes first."),
        _("What stays? Try: you can see them here, with me."),
    ),
    (Verdict.ASK, "rides"): (
        _("No rides at all may mean no ride to treatment."),
        _("What stays? Try: I drive you to the clinic, but not to other places."),
    ),
    (Verdict.ASK, "unclear"): (
        _("We are not sure how you mean this. It touches care or medicine."),
        _("Can you say it in one short line? Start with what you will do."),
    ),
    (Verdict.ASK, "safety"): (
        _("You never have to stay where you feel unsafe. If you are in danger now, call 911."),
        _(
            "Is it safe to say this out loud? You can leave first and say nothing. "
            "The violence line is open day and night: 800-799-7233, or text START to 88788."
        ),
    ),
}
