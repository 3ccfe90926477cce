"""What the tables hold of a closed period of one organisation: one record at a time, in a constant number of queries.

Shielded files are left out: whoever sees all others of a team would subtract them. No name, text or single answer is
read.
"""

from dashboards.gathering.frame import frame_of
from dashboards.gathering.half_years import half_year_records
from dashboards.gathering.months import month_records

__all__ = ["frame_of", "half_year_records", "month_records"]
