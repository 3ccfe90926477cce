"""Every write of research: studies and choices, files, what came in, samples."""

from research.actions.data_sets import NotEmpty, TooFew, destroy_data_set, make_data_set
from research.actions.outcomes import Imported, import_outcomes
from research.actions.studies import choose_study, make_study

__all__ = [
    "Imported",
    "NotEmpty",
    "TooFew",
    "choose_study",
    "destroy_data_set",
    "import_outcomes",
    "make_data_set",
    "make_study",
]
