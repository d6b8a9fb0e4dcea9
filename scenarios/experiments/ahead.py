"""What has to be read before an experiment can be built, where that takes its time: the large CSV file of its tables.

Whoever must not stand still has it read by another process first (`data/csv_elsewhere.py`), and builds then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.data.csv_data import Request, check
from glassnet.scenarios.data.csv_elsewhere import takes_time
from glassnet.scenarios.data.csv_scenario import request_of
from glassnet.scenarios.experiments.tables import CsvTable, decode


def to_read(tables: Mapping[str, Any]) -> Request | None:
    """What is asked of the file; None where there is none, or it is read in no time. What is wrong building says."""
    if "csv" not in tables:
        return None
    try:
        request = request_of(decode(tables["csv"], CsvTable))
        check(request)
    except GlassnetError:
        return None
    return request if takes_time(request) else None
