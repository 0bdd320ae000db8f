"""Words that people type and our pages do not use. Nothing in here is ever shown.

Some are unkind words for people; whoever types one still gets an answer.
"""

# Words that say nothing about what somebody looks for.
STOPWORDS = frozenset(
    """
    a about after again all also am an and any anything are as at be because been boy boyfriend brother but by
    came can cant come comes could dad daughter did didnt do does doesnt doing dont father for from get gets
    getting girl girlfriend go goes going got had has have having he her hers hes him his how husband i if im in
    into is isnt it its ive just keep keeps let like loved make makes man many me mom more most mother much my
    need needs no not of off on one or other our out over partner people person please really say says she shes
    should sister so some someone something son tell than that the their them then there these they theyre thing
    things this those to too very want wants was way we were what whats when where which who why wife will with
    woman wont would you your
    """.split()  # noqa: SIM905
)

# A word that is typed -> the word that our pages use for it.
SAME_AS = {
    "narcan": "naloxone", "kloxxado": "naloxone", "evzio": "naloxone", "zimhi": "naloxone", "nalmefene": "naloxone",
    "suboxone": "buprenorphine", "subutex": "buprenorphine", "zubsolv": "buprenorphine", "sublocade": "buprenorphine",
    "brixadi": "buprenorphine", "bupe": "buprenorphine", "subs": "buprenorphine", "strips": "buprenorphine",
    "vivitrol": "naltrexone", "dolophine": "methadone", "methadose": "methadone",
    "taxi": "ride", "uber": "ride", "lyft": "ride", "cab": "ride", "riding": "ride", "car": "ride", "bus": "ride",
    "train": "ride", "alanon": "alateen", "naranon": "nar", "espanol": "spanish",
    "od": "overdose", "ods": "overdose", "oding": "overdose", "phentanyl": "fentanyl", "ambulance": "911",
    "relapsed": "relapse", "relapsing": "relapse", "lapse": "relapse", "slipped": "relapse",
    "meds": "medicine", "medication": "medicine", "medications": "medicine", "mat": "medicine", "moud": "medicine",
    "shot": "injection", "vaccination": "injection",
    "rehab": "treatment", "detox": "treatment", "detoxing": "treatment",
    "insurance": "medicaid", "medicare": "medicaid", "fent": "fentanyl",
    "dope": "opioid", "heroin": "opioid", "oxy": "opioid", "oxycontin": "opioid", "percocet": "opioid", "vicodin": "opioid",
    "opiate": "opioid", "opiates": "opioid", "oud": "opioid", "tranq": "opioid", "xylazine": "opioid",
    "addict": "disorder", "addicts": "disorder", "addiction": "disorder", "junkie": "disorder", "addicted": "disorder",
    "counsellor": "counselor", "counselling": "counseling", "therapist": "counselor", "therapy": "counseling",
    "weed": "drugs", "marijuana": "drugs", "cocaine": "drugs", "crack": "drugs", "meth": "drugs", "kratom": "drugs",
    "beer": "alcohol", "wine": "alcohol", "liquor": "alcohol", "drinking": "alcohol", "drunk": "alcohol",
    "doctor": "clinic", "stole": "steal", "stolen": "steal", "thief": "steal", "theft": "steal",
    "needles": "syringes", "needle": "syringes", "benzo": "benzos", "xanax": "benzos",
    "prison": "jail", "hipaa": "privacy", "apt": "appointment", "appt": "appointment",
    "kids": "children", "kid": "children", "exercise": "moving", "eating": "food", "sleeping": "sleep",
}  # fmt: skip

# Slug of a topic -> more words that mean it; each counts like a word of the title.
KEYWORDS = {
    "overdose-risk": (
        "overdose fentanyl tolerance danger jail prison released release discharge discharged alone benzos xanax "
        "alcohol"
    ),
    "naloxone": "naloxone narcan spray kit antidote nasal expired reverse",
    "after-return-to-use": (
        "relapse relapsed using used return slipped lapse caught found drugs needles high use syringes foil "
        "paraphernalia heroin xylazine wound wounds"
    ),
    "missed-dose": "missed dose skipped forgot withdrawal sick dopesick late injection doses",
    "in-crisis": "suicide suicidal 988 die dying hopeless crisis kill harm self-harm depressed depression",
    "safe-at-home": (
        "violence violent abuse abused abusive hit hits hitting hurt hurts hurting threat threatens threatened "
        "afraid scared unsafe gun knife shelter domestic escape angry rage danger stalking stalk tracking spying "
        "spy"
    ),
    "oud-facts": (
        "opioid addiction addict addicted disease opiate heroin disorder brain oud junkie causes genetic why "
    ),
    "medication": (
        "medicine medication methadone buprenorphine suboxone naltrexone vivitrol subutex sublocade taper side "
        "effects mat moud swap pregnant pregnancy"
    ),
    "relapse-understanding": ("relapse warning signs triggers trigger again chances prevent prevention secretive "),
    "helping-approach": (
        "craft enabling enable codependent codependency tough love intervention detach rock bottom denial refuse "
        "refuses help"
    ),
    "be-supportive": "support supportive listen listening there",
    "encouragement": "praise encourage motivate motivation hope proud positive reward celebrate milestone",
    "communication": (
        "talk talking conversation argue arguing argument fight fighting yelling lie lying lies words approach ask "
        "confront listen shouting"
    ),
    "boundaries": (
        "boundary boundaries limits rules rule money cash lend borrow steal stealing stole stolen missing kick "
        "kicked evict move moving house rent bail"
    ),
    "find-help": (
        "rehab detox treatment program inpatient outpatient residential facility admission clinic bed start near "
        "waitlist wait list quit sober sobriety"
    ),
    "talk-to-a-specialist": "specialist helpline hotline phone counselor expert advice call",
    "appointments": ("appointment visit visits missed rebook reschedule schedule calendar clinic dosing intake "),
    "transport": (
        "ride rides transport transportation taxi uber lyft cab bus car drive driver driving pickup mileage gas "
    ),
    "medicaid": (
        "medicaid insurance coverage benefits apply enroll renew uninsured pay cost snap medicare afford welfare card"
    ),
    "privacy-and-consent": (
        "privacy private hipaa consent release form confidential clinic information court custody lawyer legal "
        "rights police record records"
    ),
    "home-environment": (
        "home house lock lockbox storage medicines children visitors guests room environment toddler pets "
    ),
    "daily-routine": "routine bored boredom work job plan hobby day activities structure school",
    "food-sleep-movement": (
        "food eat eating meal meals sleep sleeping insomnia exercise walk movement nutrition diet weight "
        "constipation hungry"
    ),
    "stress-coping": (
        "stress stressed coping cope anxiety anxious craving cravings urge urges panic calm relax meditation "
        "trigger restless"
    ),
    "look-after-yourself": (
        "self-care selfcare burnout exhausted overwhelmed tired myself caregiver own therapy worn guilt guilty "
        "ashamed blame alone lonely"
    ),
    "support-groups": "group groups meeting meetings families peer sponsor aa na parents",
    "grief": (
        "grief grieving died death dead funeral passed loss mourning bereaved bereavement lost widow memorial obituary"
    ),
}

# Code of a sign -> more words that mean it.
SIGN_KEYWORDS = {
    "TE5": "quit stop taper medicine",
    "MS1": "angry anger mood swings",
    "MS4": "bottles withdrawn",
    "SW1": "isolating isolated isolation withdrawn distant",
    "SW2": "isolating locked hiding",
    "SW4": "ghosting disappeared missing",
    "RS3": "hygiene shower bathing",
    "MP1": "borrow borrowing loan",
    "MP2": "steal stealing stole stolen theft",
    "MP3": "pawn pawned sold sells",
    "PH1": "dopesick withdrawals",
    "PH2": "pinned pinpoint",
    "PH3": "nod nods nodding",
    "PH4": "track abscess wound sore",
    "TT5": "lie lies lying secret sneaking",
    "CP1": "dealer",
    "CP3": "dealer strangers",
    "DU1": "needle needles pipe paraphernalia foil spoon baggies",
}

# The parts of the emergency page, found like topics.
EMERGENCY_STEPS = (
    "overdose 911 cpr rescue breaths breathing recovery position ambulance unconscious unresponsive gurgling lips wake "
    "seizure pulse good samaritan"
)
EMERGENCY_CRISIS = "suicide suicidal 988 crisis die kill lifeline"
