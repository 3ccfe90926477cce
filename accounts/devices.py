"""What a browser says of itself, in words that its owner recognises: "Firefox op Windows". No more is kept of it."""

# The first that fits: many browsers also name the one they descend from.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung"), ("Firefox", "Firefox"))
BROWSERS += (("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"))
SYSTEMS += (("CrOS", "Chromebook"), ("Mac OS X", "Mac"), ("Linux", "Linux"))


def in_words(user_agent: str) -> str:
    """Names only, so the words are the same in every language; empty where nothing is known."""
    return "|".join(_first(known, user_agent) for known in (BROWSERS, SYSTEMS)).strip("|")


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in known if mark in text), "")
