# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""python -m simulator play|mailbox PLAN --journal FILE"""

import argparse
import sys
from pathlib import Path

from .journal import Journal
from .mailbox import check_mailbox
from .plan import Plan
from .player import Player


def main() -> int:
    """Play the day, or look into the mailbox afterwards; 0 when all was as expected."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("command", choices=["play", "mailbox"])
    parser.add_argument("plan", type=Path)
    parser.add_argument("--journal", type=Path, required=True)
    options = parser.parse_args()
    plan = Plan.load(options.plan)
    with Journal(options.journal) as journal:
        if options.command == "play":
            Player(plan, journal).play()
        else:
            check_mailbox(plan, journal)
        print(journal.summary(), flush=True)
        return 1 if journal.surprises else 0


sys.exit(main())
