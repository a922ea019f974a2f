# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How documents are named in lists that also people read who may not open them."""


def name_to_show(record):
    """The name of a document, or its kind for whoever may not read the document.

    One document that is not theirs must not keep people from the rest of a list.
    """
    if not record:
        return False
    return record.display_name if record.has_access("read") else record._description
