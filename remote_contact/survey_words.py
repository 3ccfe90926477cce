"""The statements of the survey and its five points, in the words of whoever reads them."""

from django.utils.translation import gettext_lazy as _

STATEMENTS = {
    "judge_feeling": _("Op afstand zie ik minder goed hoe het met de cliënt gaat."),
    "solve_disagreement": _("Op afstand komen we er lastiger uit als we het oneens zijn."),
    "miscommunication": _("Op afstand begrijpen we elkaar sneller verkeerd."),
    "agree_as_easily": _("Op afstand worden we het net zo makkelijk eens."),
    "needs_face_to_face": _("Goed samenwerken lukt alleen als we elkaar zien."),
    "understands_less": _("Op afstand begrijpt mijn werker mij minder goed."),
}
POINTS = (
    (5, _("Helemaal eens")),
    (4, _("Eens")),
    (3, _("Niet eens, niet oneens")),
    (2, _("Oneens")),
    (1, _("Helemaal oneens")),
)
