"""Whose fields may ever meet which eyes; which of them on which page is the policy's `sees`."""

from probation_portal.tests.access.canaries import Field
from probation_portal.tests.access.world_asking import NOT_MATCHED_YET
from probation_portal.tests.access.world_cover import PAGES as UNDER_COVER

SCOPES = {
    "worker": {"own", "waiting", "withdrew"},
    "supervisor": {
        *("own", "waiting", "same_team", "was_own", "quiet", "deactivated", "named", "withdrew", "paper"),
    },
    "client": {"own"},
    "link": {"own"},
    "volunteer": {"own"},
    "coordinator": {"own", "same_team", "other_team", "named", "withdrew", "vera", "wim", "left", "stan", "nel"},
    "admin": {"own", "waiting", "vera", "wim", "left", "stan", "nel", "staff"},
}
# And on one page only.
SCOPES_OF_PAGE = {
    **NOT_MATCHED_YET,
    # Who stands in, where the pages say so.
    **{(page, "worker"): {"covered"} for page in UNDER_COVER},
    ("alliance:enter_paper", "worker"): {"named"},
    # Who has duty in the team reads what cannot wait.
    ("volunteers:signal", "worker"): {"named", "vera", "nel"},
    ("portal:home", "worker"): {"named", "covered"},
    # Who looked: volunteers have looked too, and each stands there by name.
    **dict.fromkeys(
        [("portal:home", "privacy"), ("portal:access_log_file", "privacy")], {"vera", "wim", "stan", "nel"}
    ),
    ("portal:access_overview", "privacy"): {"own", "same_team", "other_team", "ended"},
    # One's own, and only there.
    ("remote_contact:own_hours", "worker"): {"keeper"},
    # Whether a message left is found out for the whole organisation.
    ("portal:settle_message", "admin"): {"own", "same_team"},
    # Whoever holds a link may try a PIN on it, and say that it came to the wrong person.
    ("alliance:link", "anyone"): {"own", "quiet", "same_team", "named"},
    ("alliance:not_me_link", "anyone"): {"own", "quiet", "same_team", "named"},
}
OWN_NAMES = {"client": Field("own", "account_name"), "volunteer": Field("vera", "volunteer_last_name")}
