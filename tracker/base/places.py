"""The states a circle can live in, each with the zone where most of its people live."""

from django.utils.translation import gettext_lazy as _

EASTERN, CENTRAL, MOUNTAIN, PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"

# Postal code -> (name, main zone). Districts and territories included: people live there.
STATES = {
    "AL": (_("Alabama"), CENTRAL), "AK": (_("Alaska"), "America/Anchorage"), "AZ": (_("Arizona"), "America/Phoenix"),
    "AR": (_("Arkansas"), CENTRAL), "CA": (_("California"), PACIFIC), "CO": (_("Colorado"), MOUNTAIN),
    "CT": (_("Connecticut"), EASTERN), "DE": (_("Delaware"), EASTERN), "DC": (_("District of Columbia"), EASTERN),
    "FL": (_("Florida"), EASTERN), "GA": (_("Georgia"), EASTERN), "HI": (_("Hawaii"), "Pacific/Honolulu"),
    "ID": (_("Idaho"), "America/Boise"), "IL": (_("Illinois"), CENTRAL), "IN": (_("Indiana"), "America/Indiana/Indianapolis"),
    "IA": (_("Iowa"), CENTRAL), "KS": (_("Kansas"), CENTRAL), "KY": (_("Kentucky"), EASTERN),
    "LA": (_("Louisiana"), CENTRAL), "ME": (_("Maine"), EASTERN), "MD": (_("Maryland"), EASTERN),
    "MA": (_("Massachusetts"), EASTERN), "MI": (_("Michigan"), "America/Detroit"), "MN": (_("Minnesota"), CENTRAL),
    "MS": (_("Mississippi"), CENTRAL), "MO": (_("Missouri"), CENTRAL), "MT": (_("Montana"), MOUNTAIN),
    "NE": (_("Nebraska"), CENTRAL), "NV": (_("Nevada"), PACIFIC), "NH": (_("New Hampshire"), EASTERN),
    "NJ": (_("New Jersey"), EASTERN), "NM": (_("New Mexico"), MOUNTAIN), "NY": (_("New York"), EASTERN),
    "NC": (_("North Carolina"), EASTERN), "ND": (_("North Dakota"), CENTRAL), "OH": (_("Ohio"), EASTERN),
    "OK": (_("Oklahoma"), CENTRAL), "OR": (_("Oregon"), PACIFIC), "PA": (_("Pennsylvania"), EASTERN),
    "PR": (_("Puerto Rico"), "America/Puerto_Rico"), "RI": (_("Rhode Island"), EASTERN), "SC": (_("South Carolina"), EASTERN),
    "SD": (_("South Dakota"), CENTRAL), "TN": (_("Tennessee"), CENTRAL), "TX": (_("Texas"), CENTRAL),
    "UT": (_("Utah"), MOUNTAIN), "VT": (_("Vermont"), EASTERN), "VA": (_("Virginia"), EASTERN),
    "WA": (_("Washington"), PACIFIC), "WV": (_("West Virginia"), EASTERN), "WI": (_("Wisconsin"), CENTRAL),
    "WY": (_("Wyoming"), MOUNTAIN),
}  # fmt: skip

# What the settings page offers: the zones of the fifty states and the territories.
ZONES = [
    EASTERN, CENTRAL, MOUNTAIN, PACIFIC, "America/Phoenix", "America/Anchorage", "America/Adak", "Pacific/Honolulu",
    "America/Boise", "America/Detroit", "America/Indiana/Indianapolis", "America/Kentucky/Louisville",
    "America/Puerto_Rico", "Pacific/Guam",
]  # fmt: skip


def state_choices() -> list[tuple[str, str]]:
    """(code, name) in the order of names, with an honest first choice."""
    return [
        ("", _("Another place, or I would rather not say")),
        *((code, name) for code, (name, _zone) in STATES.items()),
    ]


def zone_for(state: str) -> str:
    """The zone to begin with; it is confirmed or changed in the circle's settings."""
    return STATES[state][1] if state in STATES else CENTRAL


def zone_choices() -> list[tuple[str, str]]:
    """(name, readable name) of each zone that is offered."""
    return [(zone, zone.replace("_", " ")) for zone in ZONES]
