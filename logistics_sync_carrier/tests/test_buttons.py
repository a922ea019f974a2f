# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.logistics_sync_base.tests import test_buttons
from odoo.addons.logistics_sync_base.tests.access_matrix import GROUPS

from .access_buttons import BUTTONS
from .common_invoicing import NOON, InvoicingCase

# {dialog: its button}
DIALOGS = {
    "logistics.compare.rule": "action_compare",
    "logistics.evidence.entry": "action_record",
    "logistics.link.shipment": "action_confirm",
}


def get_buttons(env, model):
    """Names of the buttons that this addon gives a model."""
    return test_buttons.get_buttons(env, model, "logistics_sync_carrier")


@tagged("post_install", "-at_install")
class TestButtons(InvoicingCase):
    """Each button of this addon, as each role and as a stranger."""

    press = test_buttons.TestButtons.press
    count_changes = test_buttons.TestButtons.count_changes
    get_letters = test_buttons.TestButtons.get_letters

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(user=cls.env.ref("base.user_root"))
        other = cls.env["res.company"].create({"name": "Other Company"})
        cls.users = {
            role: cls._user(role, cls.company, *groups)
            for role, groups in GROUPS.items()
        }
        cls.users["stranger"] = cls._user("stranger", other, "manager", "finance")
        cls.dialogs = [
            model._table
            for model in (cls.env[name] for name in cls.env.registry)
            if model._transient
        ]

    @classmethod
    def _user(cls, role, company, *groups):
        names = ["base.group_user"]
        names += [f"logistics_sync_base.group_logistics_{name}" for name in groups]
        return cls.env["res.users"].create(
            {
                "name": f"Button {role}",
                "login": f"carrier_button_{role}",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set([cls.env.ref(name).id for name in names])],
            }
        )

    def make_one_of_each(self):
        """A record of every model this addon gives buttons to."""
        self._rule("dispatched", action="approve")
        order = self._order((self.bolt, 2))
        shipment = self._ship(order)
        release = shipment.invoice_release_id
        connector = self.env["logistics.sync.connector"].create(
            {
                "name": "Carrier",
                "code": "button-carrier",
                "environment": "test",
                "owner_id": self.env.uid,
                "company_id": self.company.id,
            }
        )
        connector.state = "live"
        message, __ = self.env["logistics.sync.message"]._ingest(
            connector, b'{"parcel": "?"}', "button-1"
        )
        event = self.env["logistics.sync.event"].create(
            {
                "message_id": message.id,
                "connector_id": connector.id,
                "company_id": self.company.id,
                "event_type_id": self.env["logistics.sync.event.type"]
                .search([("code", "=", "delivered")])
                .id,
                "content_key": "button-1",
                "canonical": {"milestone": "delivered"},
                "state": "exception",
            }
        )
        self._tell(shipment, "damaged", event_id=event.id)
        kinds = self.env["logistics.milestone.type"]
        question = self.env["logistics.sync.exception"]._raise_for(
            "unknown_order", "Which shipment is it?", event=event
        )
        patient = self.env["res.partner"].create({"name": "Patient Customer"})
        self._rule("delivered", partner_ids=[Command.set(patient.ids)], sequence=1)
        waiting = self._ship(self._order((self.nut, 2), partner_id=patient.id))
        self.env.flush_all()
        drift = self.env["logistics.shipment.drift"].create(
            {
                "shipment_id": shipment.id,
                "company_id": self.company.id,
                "connector_id": connector.id,
                "source": "pull",
                "direction": "ahead",
                "their_type_id": kinds.search([("code", "=", "delivered")]).id,
                "occurred_at": NOON,
                "action": "asked",
                "content_key": "button-1",
            }
        )
        checkpoint = self.env["logistics.order.checkpoint"].search(
            [("order_id", "=", order.id)], limit=1
        )
        delays = self.env["logistics.invoice.delay"].search([], limit=1)
        invoice = order._create_invoices()
        connector.with_user(self.users["operations"])._switch_calls("stop", "Down")
        evidence = self.env["logistics.manual.evidence"].create(
            {
                "shipment_id": shipment.id,
                "connector_id": connector.id,
                "type_id": kinds.search([("code", "=", "delivered")]).id,
                "occurred_at": NOON,
                "tolerance_hours": 12,
                "reason": "Seen on paper",
                "user_id": self.env.uid,
                "recorded_at": NOON,
                "state": "differs",
            }
        )
        return {
            "account.move": invoice,
            "logistics.invoice.delay": delays,
            "logistics.invoice.release": release,
            "logistics.invoice.release.line": release.line_ids[:1],
            "logistics.invoice.rule": release.rule_id,
            "logistics.manual.evidence": evidence,
            "logistics.order.checkpoint": checkpoint,
            "logistics.shipment": shipment | waiting,
            "logistics.shipment.drift": drift,
            "logistics.shipment.milestone": shipment.milestone_ids.filtered("event_id"),
            "logistics.sync.connector": connector,
            "logistics.sync.exception": question,
            "sale.order": order,
            "stock.picking": shipment.picking_ids,
        }

    def get_dialog_values(self, samples):
        """{dialog: what a person fills in}"""
        question, shipment = (
            samples["logistics.sync.exception"],
            samples["logistics.shipment"][:1],
        )
        evidence = samples["logistics.manual.evidence"]
        paper = {"name": "note.pdf", "raw": b"%PDF-1.4 signed"}
        draft = self._rule("delivered", name="Not in use", active=False)
        return {
            "logistics.compare.rule": {"rule_id": draft.id},
            "logistics.link.shipment": {
                "exception_id": question.id,
                "shipment_id": shipment.id,
            },
            "logistics.evidence.entry": {
                "shipment_id": samples["logistics.shipment"][1:].id,
                "connector_id": evidence.connector_id.id,
                "type_id": evidence.type_id.id,
                "occurred_at": NOON,
                "reason": "Seen on paper",
                "attachment_ids": [Command.create(paper)],
            },
        }

    def get_dialog_letters(self, model, values):
        """Who may use a dialog of this addon, as it is opened and filled in."""
        letters = ""
        for role, user in self.users.items():
            self.env.invalidate_all()
            opened = _Dialog(self.env[model].with_user(user), values)
            outcome = self.press(opened, "confirm")
            letter = "x" if role == "stranger" else role[0]
            if outcome != "refused":
                letters += letter.upper() if outcome == "changed" else letter
        return letters

    @mute_logger(*test_buttons.NOISE)
    def test_each_button_is_for_whom_the_table_says(self):
        """M3, M5: every button and dialog of this addon, as seven sorts of people."""
        samples = self.make_one_of_each()
        self.env.flush_all()
        names = {
            name
            for name, model in self.env.items()
            if not model._abstract and get_buttons(self.env, name)
        }
        self.assertEqual(names, {*samples, *DIALOGS})
        found = {}
        for model, records in sorted(samples.items()):
            self.assertTrue(records, model)
            for button in sorted(get_buttons(self.env, model)):
                found[f"{model} {button}"] = self.get_letters(records[:1], button)
        for model, values in self.get_dialog_values(samples).items():
            found[f"{model} confirm"] = self.get_dialog_letters(model, values)
        self.maxDiff = None
        self.assertEqual(found, BUTTONS)

    @mute_logger(*test_buttons.NOISE)
    def test_no_screen_offers_a_button_that_refuses(self):
        """M3, J1: whoever sees a button on a screen is not refused when pressing it."""
        samples = self.make_one_of_each()
        self.env.flush_all()
        refusing = test_buttons.find_refusing(
            self.users, samples, BUTTONS, "logistics_sync_carrier"
        )
        self.assertEqual(list(refusing), [])

    def test_who_only_looks_changes_nothing(self):
        """M3: no button changes anything for nobody, auditors and strangers."""
        self.assertGreater(len(BUTTONS), 15)
        for button, letters in BUTTONS.items():
            self.assertFalse({"N", "A", "X"} & set(letters), button)


class _Dialog:
    """A dialog that whoever presses its button opens and fills in first."""

    def __init__(self, model, values):
        self.model, self.values = model, values

    def confirm(self):
        getattr(self.model.create(self.values), DIALOGS[self.model._name])()
