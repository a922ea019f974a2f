# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..core.erasure import ERASED
from .exception_case import ExceptionCase

PERSON = "Margarete Sonnenschein"


@tagged("post_install", "-at_install")
class TestKeptRows(ExceptionCase):
    """What was done about a question, against whoever comes by SQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.message = cls.ingest(cls.connector, {"any": "document"})
        cls.message.state = "processed"
        cls.question = cls.env["logistics.sync.exception"]._raise_for(
            "unreadable", f"Who is {PERSON}?", message=cls.message
        )
        cls.override = cls.env["logistics.sync.exception.override"].create(
            {
                "exception_id": cls.question.id,
                "company_id": cls.env.company.id,
                "reason": f"{PERSON} agreed",
                "requested_by_id": cls.clerk.id,
                "requested_at": "2026-11-20 10:00:00",
            }
        )
        cls.env.flush_all()

    def run_sql(self, statement):
        with self.env.cr.savepoint(flush=False):
            self.env.cr.execute(statement)

    @mute_logger("odoo.sql_db")
    def assert_refused(self, *statements):
        for statement in statements:
            with (
                self.subTest(statement),
                self.assertRaises(psycopg2.errors.InsufficientPrivilege),
            ):
                self.run_sql(statement)

    def test_postgresql_keeps_the_history(self):
        """J13: no step is changed, moved in time or removed, by whatever program."""
        table = "logistics_sync_exception_history"
        self.assert_refused(
            f"UPDATE {table} SET user_id = {self.clerk.id}",
            f"UPDATE {table} SET at = now()",
            f"UPDATE {table} SET note = 'It was different'",
            f"UPDATE {table} SET payload_sha256 = ''",
            f"UPDATE {table} SET message_id = message_id + 1",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        )
        # The link goes with the document it leads to.
        self.run_sql(f"UPDATE {table} SET message_id = NULL")

    def test_postgresql_keeps_decisions(self):
        """J12, J13: a request may be decided once; what was decided stays."""
        table = "logistics_sync_exception_override"
        self.override.write(
            {
                "state": "approved",
                "decided_by_id": self.lead.id,
                "decided_at": "2026-11-20 11:00:00",
            }
        )
        self.env.flush_all()
        self.assert_refused(
            f"UPDATE {table} SET state = 'refused'",
            f"UPDATE {table} SET decided_by_id = NULL",
            f"UPDATE {table} SET reason = 'Other'",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        )

    def test_a_person_is_erased_all_the_same(self):
        """J13, M35: words go from the history, who did what and when stays."""
        self.override.state = "void"
        self.question.state = "resolved"
        self.env.flush_all()
        steps = [
            (row.id, row.at, row.user_id, row.action)
            for row in self.question.history_ids
        ]
        self.env["logistics.sync.erasure"]._erase([PERSON], "Asked for")
        history = self.question.history_ids
        self.assertEqual(history[0].note, f"Who is {ERASED}?")
        self.assertEqual(self.override.reason, f"{ERASED} agreed")
        self.assertEqual(
            [(row.id, row.at, row.user_id, row.action) for row in history], steps
        )
        # And the guard is shut again.
        self.assert_refused(
            "UPDATE logistics_sync_exception_history SET note = 'It was different'"
        )
