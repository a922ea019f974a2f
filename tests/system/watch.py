# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The watch over silent partners, while somebody changes the connector.

Stores a document, looks at the database, says ready, waits for the word and watches;
then once more in a transaction of its own. Says each time whether the partner counts
as heard.
"""

import sys

import carrier
import odoo_process
from ask import say


def watch(env, connector):
    """One turn of the cron, to its commit."""
    env["logistics.sync.connector"]._cron_watch()
    env.cr.commit()
    connector.invalidate_recordset()
    return bool(connector.heard_at)


def main():
    """Two turns."""
    with odoo_process.environment() as env:
        connector = env["logistics.sync.connector"].search(
            [("code", "=", carrier.CONNECTOR)]
        )
        env["logistics.sync.message"]._ingest(connector, b"{}", "heard")
        env.cr.commit()
        connector.invalidate_recordset()
        say(f"ready {connector.name}")
        sys.stdin.readline()
        say(f"first {watch(env, connector)}")
        say(f"then {watch(env, connector)}")


if __name__ == "__main__":
    main()
