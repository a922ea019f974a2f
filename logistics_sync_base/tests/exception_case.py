# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of the exception queue share: teams with people, and questions."""

from odoo import Command

from .common import LogisticsSyncCase


class ExceptionCase(LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector()
        cls.clerk = cls.make_user("queue_clerk", "user")
        cls.lead = cls.make_user("queue_lead", "operations")
        cls.customer = cls.env["res.partner"].create({"name": "Elbe Bikes"})

    @classmethod
    def get_team(cls, name):
        return cls.env.ref(f"logistics_sync_base.team_{name}")

    @classmethod
    def put_on_duty(cls, team, user, lead=None):
        cls.get_team(team).write(
            {
                "duty_id": user.id,
                "lead_id": lead.id if lead else False,
                "member_ids": [Command.link(user.id)],
            }
        )

    @classmethod
    def make_kind(cls, code, **values):
        return cls.env["logistics.sync.exception.code"].create(
            {"name": f"Kind {code}", "code": code, "hint": "Look."} | values
        )

    def ask(self, code="rejected_by_odoo", sentence="What now?", **values):
        """A question about a partner record of its own, unless told otherwise."""
        if not values.keys() & {"record", "message", "event", "subject"}:
            values["record"] = self.env["res.partner"].create(
                {"name": sentence, "parent_id": self.customer.id}
            )
        values.setdefault("connector", self.connector)
        values.setdefault("company", self.env.company)
        return self.env["logistics.sync.exception"]._raise_for(code, sentence, **values)

    def decide(self, questions, user, button, **values):
        """Fill in the dialog a button opens, as this user, and confirm it."""
        action = getattr(questions.with_user(user), button)()
        wizard = self.env[action["res_model"]].with_user(user)
        wizard = wizard.browse(action["res_id"])
        wizard.write(values)
        return wizard.action_confirm()

    def get_actions(self, question):
        return question.history_ids.mapped("action")
