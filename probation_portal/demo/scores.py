"""Plausible answers. Pure: random numbers and an instrument in, answers out.

Behind the answers of one side stands a latent value per scale. It has a part that client and worker share, a part
that colours all scales of one side, and a part of its own; each item adds noise. With these sizes Cronbach's alpha
of a scale of five items lands around 0.8 (friction lower), and the two sides correlate about 0.3.
"""

from dataclasses import dataclass
from random import Random

from alliance.instruments import CLIENT, RATERS, WORKER, Instrument

_MEAN = {
    CLIENT: {"trust": 3.7, "direction": 3.8, "bonding": 3.6, "friction": 2.3},
    WORKER: {"trust": 3.5, "direction": 3.7, "bonding": 3.7, "friction": 2.4},
}
_SPREAD = 0.62
_SHARED, _GENERAL, _OWN = 0.55, 0.45, 0.70
_ITEM_NOISE = {"friction": 0.95}
_USUAL_NOISE = 0.66
_SKIPPED = 0.015

Latents = dict[str, dict[str, float]]


@dataclass
class Minds:
    """How client and worker of one pair see their alliance, and how that moves from moment to moment."""

    latents: Latents

    @classmethod
    def draw(cls, rng: Random) -> "Minds":
        shared = rng.gauss(0, 1)
        latents: Latents = {}
        for rater in RATERS:
            general = rng.gauss(0, 1)
            latents[rater] = {
                scale: mean + _SPREAD * (_SHARED * shared + _GENERAL * general + _OWN * rng.gauss(0, 1)) * _sign(scale)
                for scale, mean in _MEAN[rater].items()
            }
        return cls(latents)

    def move(self, rng: Random) -> None:
        """Until the next moment many change a little and as many clearly, more often for the better.

        By the own rule a third is then not stable: with fewer, a team as small as these shows no course at all.
        """
        turn = rng.choices((0.0, 1.3, -1.2), weights=(40, 35, 25))[0]
        for scales in self.latents.values():
            for scale in scales:
                scales[scale] += _sign(scale) * (turn + rng.gauss(0.06, 0.28))

    def answers(self, instrument: Instrument, rater: str, rng: Random) -> dict[str, int | None]:
        """One side's answers; now and then a question is skipped."""
        answers: dict[str, int | None] = {}
        for item in instrument.items_for(rater):
            noise = _ITEM_NOISE.get(item.scale, _USUAL_NOISE)
            felt = round(rng.gauss(self.latents[rater].get(item.scale, 3.0), noise))
            if rng.random() >= _SKIPPED:
                answers[item.key] = _worded(instrument, felt, reverse=item.reverse)
        return answers


def answers_for(instrument: Instrument, rater: str, scores: dict[str, float]) -> dict[str, int | None]:
    """Answers that give exactly these scale scores (multiples of one fifth for a scale of five items)."""
    answers: dict[str, int | None] = {}
    for scale, score in scores.items():
        items = [item for item in instrument.items_for(rater) if item.scale == scale]
        whole, more = divmod(round(score * len(items)), len(items))
        for index, item in enumerate(items):
            answers[item.key] = _worded(instrument, whole + (index < more), reverse=item.reverse)
    return answers


def _sign(scale: str) -> int:
    return -1 if scale == "friction" else 1


def _worded(instrument: Instrument, felt: int, *, reverse: bool) -> int:
    low, high = min(instrument.values), max(instrument.values)
    value = max(low, min(high, felt))
    return low + high - value if reverse else value
