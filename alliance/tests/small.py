"""A small instrument for tests, two scales of three items per side, and rows of an answers file for it."""

from alliance.instruments import Instrument, parse_instrument

HEAD = """key = "small"
version = "1.0"
status = "demonstration"
source = "made up for a test"
min_answered = 0.66
comparable_with = ["0.9"]

[title]
nl = "Klein"
en = "Small"

[answers]
values = [1, 2, 3, 4, 5]
labels.nl = ["a", "b", "c", "d", "e"]
labels.en = ["a", "b", "c", "d", "e"]

[[scales]]
key = "trust"
better = "higher"
title.nl = "Vertrouwen"
title.en = "Trust"

[[scales]]
key = "friction"
better = "lower"
parallel = false
title.nl = "Stroefheid"
title.en = "Friction"
title_worker.nl = "Verlies"
title_worker.en = "Loss"
"""

NORMS = """
[norms.client.trust]
sd = 0.60
reliability = 0.80
n = 120
source = "made up"

[norms.client.friction]
sd = 0.60
reliability = 0.50
n = 120
source = "made up"
"""


def item(key: str, rater: str, scale: str, *, reverse: bool = False, same_as: str = "") -> str:
    lines = [f'key = "{key}"', f'rater = "{rater}"', f'scale = "{scale}"', f"reverse = {str(reverse).lower()}"]
    lines += ['text.nl = "vraag"', 'text.en = "question"'] + ([f'same_as = "{same_as}"'] if same_as else [])
    return "\n[[items]]\n" + "\n".join(lines) + "\n"


def items(*, per_scale: int = 3) -> str:
    """Client c1.., worker w1..: trust first, then friction; the last item of each scale is reversed."""
    blocks = []
    for rater in ("client", "worker"):
        other = "w" if rater == "client" else "c"
        for number in range(1, 2 * per_scale + 1):
            scale = "trust" if number <= per_scale else "friction"
            same_as = f"{other}{number}" if scale == "trust" else ""
            last = number % per_scale == 0
            blocks.append(item(f"{rater[0]}{number}", rater, scale, reverse=last, same_as=same_as))
    return "".join(blocks)


TEXT = HEAD + items() + NORMS


def small(*changes: tuple[str, str], per_scale: int = 3) -> Instrument:
    """The instrument after replacing each (old, new) in its text."""
    text = HEAD + items(per_scale=per_scale) + NORMS
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return parse_instrument(text)


ITEMS = [f"{side}{number}" for side in "cw" for number in range(1, 7)]
HEADER = "response,rater," + ",".join(ITEMS)


def answers(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


def client(response: str, *values: str) -> str:
    return ",".join([response, "client", *values, *[""] * (12 - len(values))])


def worker(response: str, *values: str) -> str:
    return ",".join([response, "worker", *[""] * 6, *values, *[""] * (6 - len(values))])
