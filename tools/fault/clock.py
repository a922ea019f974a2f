# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Time in fast motion: what Odoo's scheduler does each minute, it does each second."""

import contextlib
import threading

import psycopg2

# The sweeper, the look into folders, and invoices of what was delivered.
CRONS = ("_cron_sweep", "_cron_poll", "_cron_invoice_eligible", "_cron_reevaluate")
TRIGGER = """
    INSERT INTO ir_cron_trigger (cron_id, call_at, create_date, write_date)
    SELECT c.id, now() AT TIME ZONE 'UTC', now(), now() FROM ir_cron c
      JOIN ir_act_server a ON a.id = c.ir_actions_server_id
     WHERE a.code ~ '{names}' AND c.active
       AND NOT EXISTS (SELECT FROM ir_cron_trigger t WHERE t.cron_id = c.id
                          AND t.call_at <= now() AT TIME ZONE 'UTC')
""".format(names="|".join(CRONS))


class FastClock:
    """Triggers Odoo's crons, the way Odoo itself does, within its ``with`` block."""

    def __init__(self, database, seconds=1.0):
        self.database = database
        self.seconds = seconds
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._is_over.set()
        self._thread.join()

    def _tick(self):
        notify = f"SELECT pg_notify('cron_trigger', '{self.database.name}')"
        while not self._is_over.wait(self.seconds):
            # PostgreSQL may be down on purpose.
            with contextlib.suppress(psycopg2.OperationalError):
                self.database.rows(TRIGGER)
                self.database.rows(notify, "postgres")
