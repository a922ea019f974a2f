# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Leases live as long as their worker, however long a partner lets it wait."""

import logging
import threading

import psycopg2

from odoo.tools import SQL

from .conflicts import expected_conflicts

_logger = logging.getLogger(__name__)


class LeaseKeeper:
    """Renews, within its ``with`` block, every lease that carries ``token``.

    A worker that calls a partner holds no row lock, so that only its lease keeps
    others from sending the same message. The renewing thread dies with the worker.
    """

    def __init__(self, registry, token, seconds):
        self.registry = registry
        self.token = token
        self.seconds = seconds
        self._is_over = threading.Event()
        self._thread = threading.Thread(
            target=self._keep, name="logistics_sync.lease_keeper", daemon=True
        )

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._is_over.set()
        self._thread.join()

    def _keep(self):
        while not self._is_over.wait(self.seconds / 3):
            try:
                with expected_conflicts():
                    self._renew()
            except psycopg2.Error:
                # The next turn comes before the lease ends.
                _logger.info("Leases could not be renewed now", exc_info=True)

    def _renew(self):
        with self.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """UPDATE logistics_sync_message
                          SET lease_until = now() AT TIME ZONE 'UTC'
                                            + %s * interval '1 second'
                        WHERE id IN (SELECT id FROM logistics_sync_message
                                      WHERE lease_token = %s
                                        FOR NO KEY UPDATE SKIP LOCKED)""",
                    self.seconds,
                    self.token,
                )
            )
