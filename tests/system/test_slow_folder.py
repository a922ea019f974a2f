# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner's file server that takes its time holds up nobody."""

from harness import Database, Server, wait_for
from rpc import User
from slow_folder import PATIENCE, Step, make_server

# Odoo itself keeps the row of the running cron locked, and nothing else.
IDLE = """
    SELECT count(*) FROM pg_stat_activity a
     WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
       AND a.xact_start IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                        WHERE l.pid = a.pid AND c.relname = 'ir_cron')
"""
HELD = """
    SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
     WHERE l.database = (SELECT oid FROM pg_database
                          WHERE datname = current_database())
       AND l.pid <> pg_backend_pid()
       AND c.relname ~ '^(logistics|stock|res_)'
"""
MESSAGES = "SELECT count(*) FROM logistics_sync_message"


def _edit_everything(user, note):
    """Change the delivery and the connector itself while it is being read."""
    for model, field in (
        ("stock.picking", "note"),
        ("logistics.sync.connector", "name"),
    ):
        ids = user.call(model, "search", [])
        assert user.call(model, "write", ids, {field: note})


def test_a_slow_file_server_holds_up_nobody(tmp_path):
    """K25: while files are listed and read, no transaction is open, all is editable."""
    listing, reading = Step(), Step()
    (tmp_path / "in").mkdir()
    sftp = make_server(tmp_path, listing, reading)
    sftp.start()
    try:
        sftp.put("in/scans.json", b"[]")
        sftp.put("in/scans.json.ok", b"")
        with Database("slow_folder") as database:
            database.run("slow_folder.py", sftp.url("in"), sftp.fingerprint)
            words = "--load=base,rpc,web", "--max-cron-threads=1"
            with Server(database, *words) as server:
                user = User(server, database)
                database.wake_crons()
                for number, step in enumerate((listing, reading)):
                    assert step.asked.wait(PATIENCE)
                    assert database.value(MESSAGES) == 0
                    wait_for(lambda: database.value(IDLE) == 0, "no transaction")
                    assert database.value(HELD) == 0
                    _edit_everything(user, f"Gate {number}")
                    step.allowed.set()
                wait_for(lambda: database.value(MESSAGES) == 1, "the file")
                wait_for(lambda: not sftp.names("in"), "the file to be put away")
            assert "Gate 1" in database.value("SELECT note FROM stock_picking")
    finally:
        listing.allowed.set()
        reading.allowed.set()
        sftp.stop()
