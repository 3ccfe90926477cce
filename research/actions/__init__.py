"""Every write of research: studies and choices, files, what came in, samples."""

from research.actions.data_sets import NotEmpty, TooFew, destroy_data_set, make_data_set
from research.actions.outcomes import Imported, import_outcomes
from research.actions.samples import DRAWN, draw_sample, write_to_workers
from research.actions.studies import choose_study, make_study

__all__ = [
    "DRAWN",
    "Imported",
    "NotEmpty",
    "TooFew",
    "choose_study",
    "destroy_data_set",
    "draw_sample",
    "import_outcomes",
    "make_data_set",
    "make_study",
    "write_to_workers",
]
