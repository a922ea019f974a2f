# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..database_locks import Space, count_holders, session_lock

NUMBER = 2_000_000_001  # no connector has this number


@tagged("post_install", "-at_install")
class TestDatabaseLocks(TransactionCase):
    """What all work relies on that only one worker may do at a time."""

    def setUp(self):
        super().setUp()
        database = db_connect(self.env.cr.dbname)
        self.one = self.enterContext(database.cursor())
        self.other = self.enterContext(database.cursor())

    def take(self, cr, wait_ms=0, **options):
        return session_lock(cr, Space.FOLDER, NUMBER, wait_ms=wait_ms, **options)

    def is_free(self):
        with self.take(self.other) as is_held:
            return is_held

    def test_one_holds_it_across_transactions(self):
        """C12, M17: commits do not let go of it; the end of the block does."""
        with self.take(self.one) as is_held:
            self.assertTrue(is_held)
            self.one.commit()
            self.assertFalse(self.is_free())
            self.assertEqual(count_holders(self.other, Space.FOLDER)[NUMBER], 1)
        self.assertTrue(self.is_free())

    def test_waiting_ends(self):
        """M17: who may wait so long only is told, in a sound transaction."""
        with self.take(self.one):
            self.other.execute("SELECT set_config('lock_timeout', '7s', true)")
            with self.take(self.other, wait_ms=20) as is_held:
                self.assertFalse(is_held)
            self.other.execute("SELECT current_setting('lock_timeout')")
            self.assertEqual(self.other.fetchone()[0], "7s")
        with self.take(self.other, wait_ms=20) as is_held:
            self.assertTrue(is_held)
            self.other.execute("SELECT current_setting('lock_timeout')")
            self.assertEqual(self.other.fetchone()[0], "7s")

    def test_shared_by_workers(self):
        """K17: many share it, and are counted; nobody has it alone meanwhile."""
        with (
            self.take(self.one, is_shared=True),
            self.take(self.other, is_shared=True) as is_held,
        ):
            self.assertTrue(is_held)
            self.assertEqual(count_holders(self.other, Space.FOLDER)[NUMBER], 2)
            self.assertFalse(self.is_free())
        self.assertNotIn(NUMBER, count_holders(self.other, Space.FOLDER))

    @mute_logger("odoo.sql_db")
    def test_let_go_after_an_error(self):
        """B6: work whose transaction failed does not keep the lock for ever."""
        with self.assertRaises(psycopg2.errors.DivisionByZero), self.take(self.one):
            self.one.execute("SELECT 1 / 0")
        self.assertTrue(self.is_free())

    @mute_logger("odoo.sql_db")
    def test_let_go_where_the_error_was_swallowed(self):
        """B6: the same where the block itself went on after the error."""
        with self.take(self.one):
            with self.assertRaises(psycopg2.errors.DivisionByZero):
                self.one.execute("SELECT 1 / 0")
        self.assertTrue(self.is_free())

    def test_work_is_not_lost(self):
        """B6: an error that is none of the database takes back nothing here."""
        self.one.execute("CREATE TEMPORARY TABLE done_work (number int)")
        with self.assertRaises(ValueError), self.take(self.one):
            self.one.execute("INSERT INTO done_work VALUES (1)")
            raise ValueError
        self.one.execute("SELECT count(*) FROM done_work")
        self.assertEqual(self.one.fetchone()[0], 1)

    def test_lost_connection(self):
        """K20: a lost connection lets go, and its error is the one that is told."""
        with (
            self.assertRaisesRegex(ValueError, "told"),
            db_connect(self.env.cr.dbname).cursor() as lost,
            self.take(lost),
        ):
            pid = lost._cnx.info.backend_pid
            self.other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            raise ValueError("told")
        self.assertTrue(self.is_free())

    def test_what_hinders_letting_go_is_told(self):
        """B6: on a living connection no error is swallowed, and no lock is left."""
        self.one.execute(
            """CREATE SCHEMA in_the_way;
               CREATE FUNCTION in_the_way.pg_advisory_unlock(int, int)
               RETURNS boolean LANGUAGE plpgsql AS $$
               BEGIN RAISE 'Stopped' USING ERRCODE = 'query_canceled'; END $$"""
        )
        with (
            self.assertRaises(psycopg2.errors.QueryCanceled),
            self.take(self.one),
        ):
            self.one.execute("SET LOCAL search_path = in_the_way, pg_catalog, public")
        self.assertTrue(self.is_free())

    def test_the_lock_was_lost_on_the_way(self):
        """B6: that somebody let go of it within the block does not go unnoticed."""
        with self.assertLogs("odoo.addons.logistics_sync_base", "ERROR") as logs:
            with self.take(self.one):
                self.one.execute("SELECT pg_advisory_unlock_all()")
        self.assertIn("not held any more", logs.output[0])
