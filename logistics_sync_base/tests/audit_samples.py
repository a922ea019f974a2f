# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record of each model of audit and data protection, for the tests of access."""


def make(message):
    env = message.env
    entry = env["logistics.sync.audit.entry"]._note(
        "look", "Looked at a document", message
    )
    return {
        "logistics.sync.audit.entry": entry,
        "logistics.sync.rule.review": env["logistics.sync.rule.review"]._ask(
            message, entry
        ),
        "logistics.sync.data.class": env["logistics.sync.data.class"].create(
            {"path": "of.the.other", "company_id": message.company_id.id}
        ),
        "logistics.sync.retention.rule": env["logistics.sync.retention.rule"].create(
            {"name": "A year", "company_id": message.company_id.id}
        ),
        "logistics.sync.legal.hold": env["logistics.sync.legal.hold"].create(
            {
                "name": "A case",
                "reason": "Asked for by the court",
                "company_id": message.company_id.id,
            }
        ),
    }
