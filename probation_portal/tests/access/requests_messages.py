"""What the forms about messages would send."""

from collections.abc import Mapping
from typing import Any


def forms_of_messages(role: str, today: str) -> dict[str, Mapping[str, Any]]:
    return {
        "messaging:reach": {"language": "nl", "version": 2, "safe_from": "19:00", "safe_until": "20:00"},
        "messaging:works_again": {"stop": "00000000-0000-4000-8000-000000000000"},
        "messaging:own": {"language": "nl", "version": 2 if role == "client" else 0},
        "messaging:text": {"subject": "Een bericht", "body": "Dag {voornaam}", "version": 0, "do": "save"},
        "messaging:shipped_text": {"version": 0},
        "messaging:rules": {
            "sends_from": "9:00",
            "sends_until": "17:00",
            "weekdays": ["1", "2"],
            "per_day": 1,
            "per_week": 2,
            "per_moment": 5,
            "version": 0,
        },
        "messaging:close_day": {"day": today},
        "messaging:open_day": {"day": today},
    }
