# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A worker that asks a person about a connector, in a transaction of its own.

Looks at the database, says ready, waits for the word, asks, says so, waits for the
word and commits. What conflicts is begun anew, as the server does it.
"""

import sys

import carrier
import odoo_process

from odoo.service.model import retrying


def say(word):
    """Tell the test, at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main():
    """Ask once."""
    with odoo_process.environment() as env:
        connector = env["logistics.sync.connector"].search(
            [("code", "=", carrier.CONNECTOR)]
        )
        say("ready")
        sys.stdin.readline()

        def ask():
            env["logistics.sync.exception"]._raise_for(
                "unreachable", "The carrier is away.", connector=connector
            )
            env.flush_all()
            say("asked")
            sys.stdin.readline()

        retrying(ask, env)


if __name__ == "__main__":
    main()
