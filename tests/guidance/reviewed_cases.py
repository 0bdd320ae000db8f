"""What a clinician-minded family advocate would answer first, case by case.

Each case: what was raised, where things stand, the state ("" when not known), then the topic that should
come first (or the emergency page) and the resource that should stand first under it.
"""

from typing import NamedTuple


class Case(NamedTuple):
    raised: tuple[str, ...]
    stage: str
    state: str
    leads_to: str
    resource: str

    def __str__(self) -> str:
        return f"{'+'.join(self.raised)}-{self.stage}-{self.state or 'unknown'}"


CASES = (
    # A life may be at stake: nothing comes before it, wherever and whatever else was noted.
    Case(("sign_od2",), "settled", "IL", "/emergency/", "emergency-911"),
    Case(("sign_od3",), "not_in_treatment", "TX", "/emergency/", "emergency-911"),
    Case(("sign_te1", "sign_od2"), "starting", "", "/emergency/", "emergency-911"),
    Case(("unsafe_at_home", "sign_od3"), "not_sure", "WI", "/emergency/", "emergency-911"),
    Case(("sign_ms6",), "settled", "WI", "/emergency/#crisis", "lifeline-988"),
    Case(("boundary_dropped", "sign_ms6"), "returned_to_use", "IL", "/emergency/#crisis", "lifeline-988"),
    Case(("sign_ms3", "sign_ms6"), "after_discharge", "", "/emergency/#crisis", "lifeline-988"),
    # Very sleepy: wake them first, 911 if not.
    Case(("sign_ph2",), "starting", "IL", "overdose-risk", "emergency-911"),
    Case(("sign_ph3",), "not_in_treatment", "TX", "overdose-risk", "emergency-911"),
    Case(("sign_du3",), "settled", "WI", "overdose-risk", "emergency-911"),
    # Afraid at home.
    Case(("unsafe_at_home",), "not_sure", "IL", "safe-at-home", "violence-hotline"),
    Case(("unsafe_at_home",), "returned_to_use", "", "safe-at-home", "violence-hotline"),
    Case(("boundary_new", "unsafe_at_home"), "settled", "TX", "safe-at-home", "violence-hotline"),
    Case(("sign_du2", "unsafe_at_home"), "returned_to_use", "WI", "safe-at-home", "violence-hotline"),
    # Low mood and blows of life.
    Case(("sign_ms3",), "not_in_treatment", "WI", "in-crisis", "lifeline-988"),
    Case(("sign_ms5",), "settled", "IL", "stress-coping", "lifeline-988"),
    # Missed medicine: the clinic, today, in every state and at every stage.
    Case(("dose_visit_missed",), "settled", "IL", "missed-dose", "own-clinic"),
    Case(("dose_visit_missed",), "starting", "TX", "missed-dose", "own-clinic"),
    Case(("sign_te2",), "settled", "WI", "missed-dose", "own-clinic"),
    Case(("sign_te3",), "after_discharge", "IL", "missed-dose", "own-clinic"),
    Case(("sign_te4",), "settled", "", "missed-dose", "own-clinic"),
    Case(("sign_ph1",), "starting", "IL", "missed-dose", "own-clinic"),
    Case(("sign_ph1",), "not_in_treatment", "IL", "missed-dose", "illinois-mar-now"),
    Case(("sign_te5",), "settled", "TX", "medication", "own-clinic"),
    Case(("visit_kept", "dose_visit_missed"), "settled", "IL", "missed-dose", "own-clinic"),
    # After a break, and after use: treatment today where it can be had, naloxone close.
    Case(("sign_te7",), "after_discharge", "IL", "overdose-risk", "illinois-mar-now"),
    Case(("sign_te7",), "after_discharge", "TX", "overdose-risk", "find-treatment"),
    Case(("sign_od1",), "returned_to_use", "IL", "overdose-risk", "illinois-mar-now"),
    Case(("sign_od1",), "not_in_treatment", "WI", "overdose-risk", "find-treatment"),
    Case(("sign_du2",), "settled", "IL", "after-return-to-use", "own-clinic"),
    Case(("sign_du2",), "not_in_treatment", "IL", "after-return-to-use", "illinois-mar-now"),
    Case(("sign_du2",), "not_in_treatment", "", "after-return-to-use", "find-treatment"),
    Case(("sign_du1",), "not_sure", "IL", "after-return-to-use", "illinois-helpline"),
    Case(("sign_du1",), "not_sure", "TX", "after-return-to-use", "poison-control"),
    Case(("sign_ph4",), "not_in_treatment", "WI", "after-return-to-use", "samhsa-helpline"),
    Case(("stage_after_discharge",), "after_discharge", "IL", "overdose-risk", "illinois-mar-now"),
    Case(("stage_after_discharge",), "after_discharge", "", "overdose-risk", "find-treatment"),
    Case(("stage_returned_to_use",), "returned_to_use", "WI", "after-return-to-use", "own-clinic"),
    Case(("encourage", "stage_after_discharge"), "after_discharge", "TX", "overdose-risk", "find-treatment"),
    # Visits.
    Case(("visit_coming",), "settled", "IL", "appointments", "own-clinic"),
    Case(("first_visit",), "not_in_treatment", "IL", "talk-to-a-specialist", "illinois-helpline"),
    Case(("first_visit",), "starting", "TX", "talk-to-a-specialist", "samhsa-helpline"),
    Case(("dose_visit",), "starting", "WI", "medication", "own-clinic"),
    Case(("visit_missed",), "settled", "IL", "appointments", "own-clinic"),
    Case(("visit_missed",), "after_discharge", "WI", "appointments", "own-clinic"),
    Case(("visit_missed",), "not_in_treatment", "IL", "appointments", "illinois-helpline"),
    Case(("sign_te1",), "not_in_treatment", "TX", "appointments", "samhsa-helpline"),
    Case(("visit_missed_no_ride",), "settled", "IL", "transport", "illinois-medicaid-rides"),
    Case(("visit_missed_no_ride",), "settled", "WI", "transport", "state-medicaid-rides"),
    Case(("visit_missed_no_ride",), "after_discharge", "IL", "transport", "illinois-mar-now"),
    Case(("visit_kept",), "settled", "IL", "encouragement", "rethink-recovery"),
    Case(("visit_kept",), "starting", "", "encouragement", "smart-family-friends"),
    Case(("own_support",), "not_in_treatment", "WI", "support-groups", "nar-anon"),
    Case(("sign_te6",), "settled", "IL", "support-groups", "illinois-helpline"),
    # Rides and coverage.
    Case(("ride_needed",), "starting", "IL", "transport", "illinois-medicaid-rides"),
    Case(("ride_needed",), "starting", "TX", "transport", "state-medicaid-rides"),
    Case(("ride_book_by",), "settled", "IL", "transport", "plan-ride-line"),
    Case(("ride_needed", "ride_book_by"), "settled", "WI", "transport", "plan-ride-line"),
    Case(("ride_no_plan_b",), "settled", "WI", "transport", "own-clinic"),
    Case(("ride_failed",), "starting", "IL", "transport", "plan-ride-line"),
    Case(("ride_failed",), "settled", "", "transport", "plan-ride-line"),
    Case(("ride_medicaid",), "settled", "IL", "medicaid", "plan-ride-line"),
    Case(("benefits_due",), "settled", "IL", "medicaid", "illinois-dhs-help-line"),
    Case(("benefits_due",), "starting", "TX", "medicaid", "healthcare-gov"),
    # Boundaries: about what I do, and without blame.
    Case(("boundary_new",), "not_in_treatment", "WI", "boundaries", "smart-family-friends"),
    Case(("boundary_review",), "settled", "IL", "boundaries", "families-anonymous"),
    Case(("boundary_kept",), "returned_to_use", "", "boundaries", "smart-family-friends"),
    Case(("boundary_bent",), "not_sure", "IL", "boundaries", "smart-family-friends"),
    Case(("boundary_dropped",), "not_in_treatment", "TX", "boundaries", "families-anonymous"),
    Case(("boundary_often_tested",), "not_in_treatment", "IL", "communication", "partnership-to-end-addiction"),
    Case(("boundary_kept", "boundary_often_tested"), "settled", "", "communication", "partnership-to-end-addiction"),
    Case(("sign_mp1",), "not_in_treatment", "TX", "boundaries", "families-anonymous"),
    Case(("sign_mp2",), "not_sure", "IL", "boundaries", "families-anonymous"),
    Case(("sign_cp1",), "settled", "WI", "boundaries", "smart-family-friends"),
    Case(("sign_cp3",), "not_in_treatment", "", "home-environment", "smart-family-friends"),
    # Changes that may mean many things: talk first.
    Case(("signs_many",), "settled", "IL", "relapse-understanding", "illinois-helpline"),
    Case(("signs_many",), "not_sure", "WI", "relapse-understanding", "partnership-to-end-addiction"),
    Case(("sign_sw1",), "not_in_treatment", "IL", "relapse-understanding", "rethink-recovery"),
    Case(("sign_tt3",), "settled", "IL", "communication", "own-clinic"),
    Case(("sign_tt4",), "settled", "IL", "after-return-to-use", "illinois-helpline"),
    Case(("sign_tt5",), "not_sure", "TX", "communication", "partnership-to-end-addiction"),
    Case(("sign_rs1",), "settled", "IL", "food-sleep-movement", "own-clinic"),
    Case(("sign_rs2",), "not_in_treatment", "IL", "food-sleep-movement", "illinois-dhs-help-line"),
    Case(("sign_rs2",), "not_in_treatment", "WI", "food-sleep-movement", "healthcare-gov"),
    Case(("sign_rs4",), "settled", "TX", "daily-routine", "smart-family-friends"),
    # An overdose that is over: checked, naloxone replaced, then the rest.
    Case(("overdose_survived",), "returned_to_use", "IL", "overdose-risk", "emergency-911"),
    Case(("overdose_survived", "sign_sw1"), "settled", "TX", "overdose-risk", "emergency-911"),
    # Treatment events: the clinic for what was missed, care and naloxone after a break, caution in first weeks.
    Case(("break_in_treatment",), "after_discharge", "IL", "overdose-risk", "illinois-mar-now"),
    Case(("break_in_treatment",), "not_in_treatment", "TX", "overdose-risk", "find-treatment"),
    Case(("back_in_treatment", "break_in_treatment"), "starting", "WI", "overdose-risk", "find-treatment"),
    Case(("missed_dose",), "settled", "IL", "missed-dose", "own-clinic"),
    Case(("missed_dose", "break_in_treatment"), "settled", "WI", "missed-dose", "own-clinic"),
    Case(("late_injection",), "settled", "TX", "missed-dose", "own-clinic"),
    Case(("late_injection", "encourage"), "starting", "IL", "missed-dose", "own-clinic"),
    Case(("naltrexone_month_end",), "settled", "IL", "overdose-risk", "own-clinic"),
    Case(("naltrexone_month_end",), "not_in_treatment", "IL", "overdose-risk", "illinois-mar-now"),
    Case(("methadone_start",), "starting", "WI", "medication", "own-clinic"),
    Case(("methadone_start", "back_in_treatment"), "returned_to_use", "IL", "medication", "own-clinic"),
    Case(("return_to_use",), "settled", "IL", "after-return-to-use", "own-clinic"),
    Case(("return_to_use",), "not_in_treatment", "", "after-return-to-use", "find-treatment"),
    Case(("back_in_treatment",), "starting", "IL", "encouragement", "rethink-recovery"),
    Case(("back_in_treatment",), "returned_to_use", "TX", "encouragement", "smart-family-friends"),
    # Naloxone at hand.
    Case(("kit_expiring",), "settled", "IL", "naloxone", "illinois-free-naloxone"),
    Case(("kit_expiring",), "not_in_treatment", "WI", "naloxone", "pharmacy-naloxone"),
    Case(("no_kit",), "after_discharge", "IL", "naloxone", "illinois-free-naloxone"),
    Case(("no_kit", "break_in_treatment"), "after_discharge", "", "naloxone", "pharmacy-naloxone"),
    # Tasks: what there is to do, and who helps with it.
    Case(("medicaid",), "not_in_treatment", "IL", "medicaid", "illinois-dhs-help-line"),
    Case(("medicaid",), "starting", "TX", "medicaid", "healthcare-gov"),
    Case(("release_form",), "starting", "IL", "privacy-and-consent", "own-clinic"),
    Case(("release_form",), "not_in_treatment", "WI", "privacy-and-consent", "own-clinic"),
    Case(("treatment_search",), "not_in_treatment", "IL", "find-help", "illinois-mar-now"),
    Case(("treatment_search", "medicaid"), "not_in_treatment", "", "find-help", "find-treatment"),
    Case(("naloxone_to_get",), "returned_to_use", "IL", "naloxone", "illinois-free-naloxone"),
    Case(("naloxone_to_get", "treatment_search"), "not_in_treatment", "TX", "naloxone", "pharmacy-naloxone"),
    Case(("lockbox_to_get",), "settled", "IL", "home-environment", "own-clinic"),
    Case(("lockbox_to_get",), "not_in_treatment", "WI", "home-environment", "poison-control"),
    # They died: grief, and nothing that has to be done.
    Case(("bereaved",), "settled", "IL", "grief", "grasp"),
    Case(("bereaved",), "returned_to_use", "", "grief", "grasp"),
    # What went well, and where things stand.
    Case(("sign_gs1",), "settled", "IL", "encouragement", "rethink-recovery"),
    Case(("sign_gs2",), "not_in_treatment", "", "communication", "partnership-to-end-addiction"),
    Case(("sign_gs4",), "not_in_treatment", "IL", "be-supportive", "illinois-helpline"),
    Case(("encourage",), "settled", "WI", "encouragement", "smart-family-friends"),
    Case(("routine",), "settled", "IL", "daily-routine", "rethink-recovery"),
    Case(("routine",), "starting", "TX", "daily-routine", "smart-family-friends"),
    Case(("encourage", "routine"), "settled", "WI", "encouragement", "smart-family-friends"),
    Case(("food",), "settled", "IL", "food-sleep-movement", "rethink-recovery"),
    Case(("food",), "not_in_treatment", "", "food-sleep-movement", "smart-family-friends"),
    Case(("sleep",), "settled", "WI", "food-sleep-movement", "own-clinic"),
    Case(("sleep",), "not_in_treatment", "IL", "food-sleep-movement", "illinois-helpline"),
    Case(("coping",), "returned_to_use", "IL", "stress-coping", "smart-family-friends"),
    Case(("coping",), "not_sure", "", "stress-coping", "smart-family-friends"),
    # The supporter: safe first, then somebody to talk to.
    Case(("strain",), "not_in_treatment", "IL", "support-groups", "illinois-helpline"),
    Case(("strain",), "settled", "TX", "support-groups", "partnership-to-end-addiction"),
    Case(("strain", "own_support"), "not_sure", "WI", "support-groups", "partnership-to-end-addiction"),
    Case(("strain", "unsafe_at_home"), "returned_to_use", "IL", "safe-at-home", "violence-hotline"),
    Case(("stage_not_in_treatment",), "not_in_treatment", "IL", "find-help", "illinois-helpline"),
    Case(("stage_not_in_treatment",), "not_in_treatment", "TX", "find-help", "find-treatment"),
    Case(("stage_starting",), "starting", "IL", "medication", "own-clinic"),
    Case(("stage_settled",), "settled", "IL", "daily-routine", "rethink-recovery"),
    Case(("stage_not_sure",), "not_sure", "", "helping-approach", "partnership-to-end-addiction"),
    Case(("stage_not_in_treatment", "sign_mp1"), "not_in_treatment", "WI", "boundaries", "families-anonymous"),
)
