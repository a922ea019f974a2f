# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A worker: says it is ready, waits for the word, drains, says how much it claimed.

Arguments: seconds to go on looking for work, for a worker that shall take over; the
channel.
"""

import sys
import time

import odoo_process


def say(text):
    """Tell the test that started this process, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


with odoo_process.environment() as env:
    say("ready")
    sys.stdin.readline()
    messages = env["logistics.sync.message"]
    channel = sys.argv[2] if len(sys.argv) > 2 else "operational"
    claimed = messages._drain(channel)
    end = time.monotonic() + float(sys.argv[1] if len(sys.argv) > 1 else 0)
    while time.monotonic() < end:
        time.sleep(0.2)
        claimed += messages._drain(channel)
    say(f"claimed {claimed}")
