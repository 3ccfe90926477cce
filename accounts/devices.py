"""What a browser says of itself, in words that its owner recognises: "Firefox op Windows". No more is kept of it."""

# The first that fits: many browsers also name the one they descend from.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "Chromebook",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def names(user_agent: str) -> str:
    """Browser and system, "Firefox|Windows": names that are the same in every language; empty where unknown."""
    return "|".join(_first(known, user_agent) for known in (BROWSERS, SYSTEMS)).strip("|")


def _first(known: dict[str, str], text: str) -> str:
    return next((name for mark, name in known.items() if mark in text), "")
