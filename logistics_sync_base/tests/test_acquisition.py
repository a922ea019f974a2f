# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An acquired company joins with a carrier on flat files and a customer on EDI."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import EVENT_TYPE, MOMENT, delivery_event
from .edi_cases import EdiCase
from .test_edi_documents import SHIPPED
from .x12_data import NOTICE, interchange
from .x12_documents import DOCUMENTS

# What carrier Z writes into each line, by place.
LAYOUT = (
    {"name": "tracking", "start": 1, "length": 8},
    {"name": "status", "start": 9, "length": 3},
    {"name": "moment", "start": 12, "length": 14},
)
SCANS = {
    "event_type": {"constant": EVENT_TYPE},
    "milestone": {
        "expression": "status",
        "transform": "code",
        "code_kind": "milestone",
    },
    "occurred_at": {
        "expression": "moment",
        "transform": "datetime",
        "options": '{"format": "%Y%m%d%H%M%S"}',
    },
    "references.tracking_number": "tracking",
}
INVOICE = {
    "event_type": {"constant": "supplier_invoice_received"},
    "number": "heading.number",
    "kind": {"constant": "invoice"},
    "invoice_date": {"expression": "heading.date", "transform": "date"},
    "currency": "currency.code",
    "supplier.name": "parties[0].name",
    "lines": {"expression": "items", "transform": "list"},
    "lines[].line": "line",
    "lines[].quantity": {"expression": "quantity", "transform": "decimal"},
    "lines[].amount": {"constant": "57.00", "transform": "decimal"},
    "totals.total": {"expression": "totals.amount", "transform": "decimal"},
}
WEEK = [f"202611{day}120500" for day in range(16, 23)]


def line(number, moment, status="DLV"):
    return f"{number:<8}{status}{moment}"


@tagged("post_install", "-at_install")
class TestAcquisition(EdiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.make_connector(name="Carrier of old")
        cls.acquired = cls.env["res.company"].create({"name": "Acquired Trading"})
        cls.admin = cls.make_user("acquired_admin", "manager", companies=cls.acquired)
        cls.second = cls.make_user("acquired_second", "manager", companies=cls.acquired)
        cls.z = cls.env["res.partner"].create({"name": "Carrier Z"})

    def make_layout(self):
        """What an administrator of the acquired company enters; another approves it."""
        mapping = (
            self.env["logistics.sync.mapping"]
            .with_user(self.admin)
            .create(
                {
                    "name": "Scans of Z",
                    "company_id": self.acquired.id,
                    "format": "fixed_width",
                    "column_ids": [Command.create(dict(one)) for one in LAYOUT],
                    "rule_ids": [
                        Command.create(
                            {"target": target}
                            | (rule if isinstance(rule, dict) else {"expression": rule})
                        )
                        for target, rule in SCANS.items()
                    ],
                }
            )
        )
        mapping.sample = line("Z-1", WEEK[0])
        self.assertIn("Z-1", mapping.preview_html)
        mapping.with_user(self.second).action_approve()
        mapping.action_activate()
        return mapping

    def make_z(self, mapping, **values):
        inbox = self.root / "z"
        inbox.mkdir()
        connector = self.make_connector(
            **{
                "name": "Carrier Z",
                "code": "carrier-z",
                "company_id": self.acquired.id,
                "partner_id": self.z.id,
                "transport": "folder",
                "folder_url": f"file://{inbox}",
                "format": "fixed_width",
                "mapping_id": mapping.id,
                "state": "draft",
                "code_map_ids": [
                    Command.create(
                        {"external_code": "DLV", "internal_code": "delivered"}
                    )
                ],
            }
            | values
        )
        connector.state = "live"
        return connector

    def count_done(self, *connectors):
        """Facts that had an effect, of these connectors."""
        ids = [connector.id for connector in connectors]
        return self.env["logistics.sync.event"].search_count(
            [("connector_id", "in", ids), ("state", "=", "done")]
        )

    def test_flat_file_to_web_hook_and_back(self):
        """O22 S22 N12 C11 H36 B15 C19 M21: Z joins on files, overlaps with its web
        hook for a week, drops the file and goes back; nobody else notices."""
        before = self.old._get_setup()
        # 1 and 2: a layout with its preview, for this company alone.
        mapping = self.make_layout()
        file = self.make_z(mapping)
        self.env["logistics.sync.approval.limit"].create(
            {"kind": "exception", "amount": 1, "company_id": self.acquired.id}
        )
        self.assertFalse(
            mapping.with_user(self.make_user("old_admin", "manager")).has_access("read")
        )
        self.assertEqual(self.old._get_setup(), before)
        self.assertFalse(
            self.env["logistics.sync.approval.limit"]._is_material(
                "exception", self.env.company, 10**6, self.env.company.currency_id
            )
        )
        # 3: the same canonical fact as of a carrier that speaks our schema.
        told = self.ingest(self.old, delivery_event("O-1"))
        message = self.drop(file, line("Z-1", WEEK[0]), "monday.txt")
        self.assertEqual((message.state, told.state), ("processed", "processed"))
        mine, theirs = message.event_ids, told.event_ids
        self.assertEqual(mine.company_id, self.acquired)
        self.assertEqual(mine.event_type_id, theirs.event_type_id)
        for name in ("schema", "event_type", "milestone", "classifier"):
            self.assertEqual(mine.canonical[name], theirs.canonical[name])
        # 5: the web hook tells of the same week; each fact counts once.
        hook = self.make_connector(
            name="Carrier Z, web",
            company_id=self.acquired.id,
            partner_id=self.z.id,
        )
        self.env["logistics.sync.agreement.rule"].create(
            {
                "name": "Overlap of Z",
                "company_id": self.acquired.id,
                "connector_ids": [Command.set((file | hook).ids)],
                "event_type_ids": [Command.set(self.event_type.ids)],
            }
        )
        for day, moment in enumerate(WEEK[1:], 2):
            self.overlap(file, hook, f"Z-{day}", moment, file_first=day % 2)
        self.assertEqual(self.count_done(file, hook), len(WEEK))
        # 6: the file is switched off; the web hook goes on with the same handlers.
        plan = self.event_type.consequence_ids.mapped("code")
        file.with_user(self.admin).action_pause()
        self.ingest(hook, delivery_event("Z-8"))
        self.drain()
        self.assertEqual(self.count_done(hook, file), len(WEEK) + 1)
        self.assertEqual(self.event_type.consequence_ids.mapped("code"), plan)
        # 8: back to the transport before, and the mapping before, at once.
        self.go_back(file, mapping)
        self.assertEqual(self.old._get_setup(), before)

    def overlap(self, file, hook, number, moment, file_first):
        at = f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}T12:05:00Z"
        told = delivery_event(number, occurred_at=MOMENT | {"utc": at})

        def by_file():
            return self.drop(file, line(number, moment), f"{number}.txt")

        def by_hook():
            message = self.ingest(hook, told)
            self.drain()
            return message

        ways = (by_file, by_hook) if file_first else (by_hook, by_file)
        first, second = (way() for way in ways)
        self.assertEqual((first.state, second.state), ("processed", "duplicate"))
        self.assertEqual(second.agreement_ids.result, "confirmed")

    def go_back(self, file, mapping):
        fresh = mapping.browse(mapping.action_new_version()["res_id"])
        fresh.column_ids[0].length = 7
        fresh.column_ids[1].start = 8
        fresh.column_ids[1].length = 4
        fresh.with_user(self.second).action_approve()
        fresh.action_activate()
        self.assertEqual(file.mapping_id, fresh)
        fresh.action_back()
        self.assertEqual(file.mapping_id, mapping)
        admin = file.with_user(self.admin)
        admin.write({"transport": "webhook", "folder_url": False})
        self.assertEqual(file.setup_number, 2)
        admin.action_roll_back()
        self.assertEqual(file.transport, "folder")
        admin.action_go_live()
        back = self.drop(file, line("Z-9", WEEK[0]), "back.txt")
        self.assertEqual((back.state, back.mapping_id), ("processed", mapping))
        self.assertEqual(back.setup_version_id.number, 3)

    def test_the_edi_loop_of_the_acquired_company(self):
        """O22 S22 C6 C8 C9: 850 out, 856 and 810 in, in the same lists as all."""
        partner = self.make_partner("FRST", company_id=self.acquired.id)
        for document, rules, values in (
            ("810", INVOICE, {"canonical_schema": "supplier_invoice/1.0"}),
            ("945", SHIPPED, {}),
        ):
            mapping = self.make_mapping(
                rules, format="x12", company_id=self.acquired.id, **values
            )
            partner.document_ids = [
                Command.create({"document_type": document, "mapping_id": mapping.id})
            ]
        sent = self.send(partner, "850")
        self.assertEqual(len(self.outbox(partner)), 1)
        self.assertEqual(sent.company_id, self.acquired)
        notice = self.drop(partner, interchange("856", NOTICE), "856.edi")
        self.assertEqual(notice.event_ids.canonical["schema"], "shipment_notice/1.0")
        group, texts = DOCUMENTS["810"]
        bill = self.drop(partner, interchange("810", texts, group=group), "810.edi")
        document = self.env["logistics.sync.document"].search(
            [("message_id", "=", bill.id)]
        )
        self.assertEqual(
            (document.number, document.company_id.name),
            (
                "SI-300",
                "Acquired Trading",
            ),
        )
        # What has no mapping is a question like any other, in its company.
        group, texts = DOCUMENTS["820"]
        unknown = self.drop(partner, interchange("820", texts, group=group), "820.edi")
        [question] = self.get_exceptions("no_mapping", message_id=unknown.id)
        self.assertEqual(question.company_id, self.acquired)
        clerk = self.make_user("acquired_clerk", "user", companies=self.acquired)
        seen = self.env["logistics.sync.event"].with_user(clerk).search([])
        self.assertLessEqual(notice.event_ids | bill.event_ids, seen)
        self.assertEqual(seen.company_id, self.acquired)
