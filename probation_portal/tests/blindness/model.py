"""Who is in, what is revealed and who may see what: the rule of blindness a second time, without the database."""

from dataclasses import dataclass, field

SIDES = ("client", "worker")


@dataclass
class Side:
    """One side of a moment, by the value that it gave to every question, and its words about what to talk about."""

    draft: int | None = None
    standing: int | None = None
    stood: list[int] = field(default_factory=list)
    shared: bool = False
    topic: str = ""


@dataclass
class Moment:
    """`worker` is the pair's; `allowed` is the client's yes to their single answers."""

    worker: str
    client_side: Side = field(default_factory=Side)
    worker_side: Side = field(default_factory=Side)
    allowed: bool = False

    def side(self, name: str) -> Side:
        return self.client_side if name == "client" else self.worker_side

    @property
    def is_revealed(self) -> bool:
        return all(self.side(name).standing is not None for name in SIDES)


@dataclass
class Model:
    """The present worker ("" after the end) and every moment of one client."""

    worker: str = "worker"
    moments: list[Moment] = field(default_factory=list)

    def may_see(self, who: str) -> set[str]:
        """Every token (`answer 71004`, `score 71004`, a topic) that may stand before these eyes now."""
        return {token for moment in self.moments for name in SIDES for token in self._of(moment, name, who)}

    def _of(self, moment: Moment, name: str, who: str) -> set[str]:
        side = moment.side(name)
        if who == "stand_in":
            # As the present worker, but for their own side and for what the two share: only what both brought in.
            revealed = moment.is_revealed and moment.worker == self.worker
            return {f"score {side.standing}", side.topic} if revealed else set()
        # A former worker sees nothing any more; the client keeps all of their own.
        party = {"client": "client", "link": "client", moment.worker: "worker"}.get(who, "")
        if not party or (party == "worker" and who != self.worker):
            return set()
        values = {value for value in (side.draft, side.standing, *side.stood) if value is not None}
        if party == name:
            return {f"{kind} {value}" for kind in ("answer", "score") for value in values} | {side.topic}
        seen = {f"score {side.standing}"} if moment.is_revealed or side.shared else set()
        if moment.is_revealed:
            seen |= {side.topic}
            if name == "client" and moment.allowed:
                seen |= {f"answer {side.standing}"}
        return seen
