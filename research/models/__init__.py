"""The tables of research: studies and who takes part, and what a study brought in, made and drew."""

from research.models.data import DataSet, ImportedLabel, ImportedOutcome, QualityFigures, Sample, SampleMember
from research.models.study import Study, StudyConsent, Taking

__all__ = [
    "DataSet",
    "ImportedLabel",
    "ImportedOutcome",
    "QualityFigures",
    "Sample",
    "SampleMember",
    "Study",
    "StudyConsent",
    "Taking",
]
