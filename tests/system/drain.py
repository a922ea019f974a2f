# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A worker: says it is ready, waits for the word, drains, says how much it claimed.

Arguments: the channel; ``stay`` for one that goes on looking for work until it is told
to stop, as one has to that shall take over or wait for its turn.
"""

import sys
import threading

import odoo_process

PAUSE = 0.2


def say(text):
    """Tell the test that started this process, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


with odoo_process.environment() as env:
    say("ready")
    sys.stdin.readline()
    channel = sys.argv[1]
    messages = env["logistics.sync.message"]
    assert channel in messages._fields["channel"].get_values(env), channel
    claimed = messages._drain(channel)
    if "stay" in sys.argv:
        # It ends as well when the test does, which closes the line.
        stop = threading.Thread(target=sys.stdin.readline, daemon=True)
        stop.start()
        while stop.is_alive():
            stop.join(PAUSE)
            claimed += messages._drain(channel)
    say(f"claimed {claimed}")
