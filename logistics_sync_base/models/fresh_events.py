# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Events just stored, for those who take them up at once."""

from ..codec.json_document import is_plain

# Key of ``cr.cache`` with the rows of the events just stored, by event id. It is gone
# when their set is done.
FRESH_CACHE = "logistics_sync.fresh"


def get_fresh_rows(cr, event_ids):
    """{event id: row of EVENT_COLUMNS} of those that need not be read back.

    Left out is what reads back as something else than it was written as.
    """
    known = cr.cache.get(FRESH_CACHE) or {}
    found = {key: known[key] for key in event_ids if key in known}
    return {key: row for key, row in found.items() if is_plain(row["canonical"])}
