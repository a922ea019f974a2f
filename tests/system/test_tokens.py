# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner's access token, needed by many workers at the same moment."""

import contextlib

from facts import UNFINISHED
from harness import Database, Worker, wait_for
from token_partner import TokenPartner

WORKERS = 3
# Each takes twenty at a time, so that each of them has some.
EACH_TIME = WORKERS * 20
IN_HAND = """
    SELECT count(DISTINCT lease_token) FROM logistics_sync_message
     WHERE lease_until > now() AT TIME ZONE 'UTC'
"""


@contextlib.contextmanager
def _at_work(database):
    """Workers that send whatever is owed."""
    with contextlib.ExitStack() as stack:
        workers = [
            stack.enter_context(Worker(database, "drain.py", "outbound", "stay"))
            for _number in range(WORKERS)
        ]
        for worker in workers:
            worker.expect("ready")
            worker.go()
        yield workers


def _send_all(database, partner):
    """Owe documents that all workers begin to send at the same moment."""
    before = len(partner.taken)
    database.run("token_partner.py", partner.url, str(EACH_TIME))
    wait_for(lambda: database.value(UNFINISHED) == 0, "all to be sent")
    assert len(partner.taken) == before + EACH_TIME


def test_one_token_for_all_workers():
    """C1: fetched once at first, once when refused, once when it has run out."""

    def wait_for_all():
        # Until each of them has documents in hand for which it needs a token.
        wait_for(lambda: database.value(IN_HAND) == WORKERS, "all to compete")

    with (
        TokenPartner(wait_for_all) as partner,
        Database("tokens") as database,
        _at_work(database) as workers,
    ):
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
        assert sum(worker.stop() for worker in workers) == 3 * EACH_TIME
        assert len(set(partner.taken)) == 3 * EACH_TIME
        assert database.states() == {"processed": 3 * EACH_TIME}
