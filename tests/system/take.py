# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A worker that processes the first message and holds its transaction open.

Says when it is ready and, after the word, what became of the event; commits after
another word.
"""

import sys

import odoo_process

from odoo import fields


def say(*words):
    """Tell the test, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


with odoo_process.environment() as env:
    message = env["logistics.sync.message"].search([], order="id", limit=1)
    env.cr.execute(
        "SELECT FROM logistics_sync_message WHERE id = %s FOR UPDATE", [message.id]
    )
    say("ready")
    sys.stdin.readline()
    message._process_set(fields.Datetime.now())
    env.flush_all()
    say("taken", message.event_ids.state)
    sys.stdin.readline()
