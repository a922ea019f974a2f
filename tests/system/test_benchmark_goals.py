# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How the last line of a benchmark is judged."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(os.environ["LOGISTICS_SYNC_ROOT"]) / "tools"))

from stack.bench import is_met  # the path is set above


@pytest.mark.parametrize(
    ("line", "met"),
    [
        ("ratio 10.2 goal 10", True),
        ("ratio 9.9 goal 10", False),
        ("ratio 2.7 goal 3 at most", True),
        ("ratio 3.01 goal 3 at most", False),
        ("ratio 3 goal 3 at most", True),
        ("it went well", None),
        ("", None),
    ],
)
def test_the_goal_is_a_floor_or_a_ceiling(line, met):
    """N1: a ratio is judged against its goal; silence is no success."""
    assert is_met(f"some figures\n{line}") is met
