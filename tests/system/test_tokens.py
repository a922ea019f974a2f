# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner's access token, needed by many workers at the same moment."""

import contextlib

from harness import Database, Worker
from token_partner import TokenPartner

WORKERS = 3
# Each takes twenty at a time, so that each of them has some.
EACH_TIME = WORKERS * 20


def _send_all(database, partner):
    """Owe documents and have all workers begin to send them at the same moment."""
    before = len(partner.taken)
    database.run("token_partner.py", partner.url, str(EACH_TIME))
    with contextlib.ExitStack() as stack:
        workers = [
            stack.enter_context(Worker(database, "drain.py", "0", "outbound"))
            for _number in range(WORKERS)
        ]
        for worker in workers:
            worker.expect("ready")
        for worker in workers:
            worker.go()
        shares = [int(worker.expect("claimed")) for worker in workers]
    assert sum(shares) == EACH_TIME
    assert sum(bool(share) for share in shares) > 1, "nobody had to compete"
    assert len(partner.taken) == before + EACH_TIME


def test_one_token_for_all_workers():
    """C1: fetched once at first, once when refused, once when it has run out."""
    with TokenPartner() as partner, Database("tokens") as database:
        _send_all(database, partner)
        assert len(partner.lent) == 1
        assert partner.refused == 0
        partner.valid.clear()
        _send_all(database, partner)
        assert len(partner.lent) == 2
        # Nobody goes on with a token that was refused to him.
        assert 1 <= partner.refused <= WORKERS
        refused = partner.refused
        database.query(
            "UPDATE logistics_sync_access_token SET expires_at = now() - '1 day'"
            "::interval"
        )
        _send_all(database, partner)
        assert len(partner.lent) == 3
        assert partner.refused == refused
        assert len(set(partner.taken)) == 3 * EACH_TIME
        assert database.states() == {"processed": 3 * EACH_TIME}
