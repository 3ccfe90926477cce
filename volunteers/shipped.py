"""The projects and kinds of activity that an organisation begins with. Pure.

The forms are those of the Dutch study of 2019-2020 and of the COSA circles. No public source gives the terms (how long
a VOG counts, how often to tune), so every term here is the portal's own careful choice and a setting of the project.
"""

from typing import Any

KINDS = (
    "Wonen",
    "Geld",
    "Dagbesteding",
    "Netwerk",
    "Vrije tijd",
    "Praktische en administratieve hulp",
)

PROJECTS: tuple[dict[str, Any], ...] = (
    {
        "name": "COSA één op één",
        "form": "cosa_one",
        "training_months": 24,
        "tuning_weeks": 4,
    },
    {
        # A circle of three to five is the one number that is published.
        "name": "COSA-cirkel",
        "form": "cosa_circle",
        "smallest": 3,
        "largest": 5,
        "training_months": 24,
        "tuning_weeks": 4,
    },
    {
        "name": "Maatjesproject",
        "form": "buddy",
        "matches_at_once": 2,
        "tuning_weeks": 6,
        "pays_expenses": True,
    },
)
