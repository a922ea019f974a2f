# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import ShipmentCase

NAME = "Margarete Mustermann"
MASKED = "***mann"
FIELD = "pod_signed_by_shown"


@tagged("post_install", "-at_install")
class TestProtectedShipments(ShipmentCase, HttpCase):
    """Who signed for goods, as clerks see it and as those who may see more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipment = cls.ship(cls.create_order(), "1Z001")
        cls.clerk, cls.seer = (
            cls.env["res.users"].create(
                {
                    "name": login,
                    "login": login,
                    "password": login,
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                    "group_ids": [
                        Command.set(
                            [
                                cls.env.ref(
                                    f"logistics_sync_base.group_logistics_{n}"
                                ).id
                                for n in groups
                            ]
                        )
                    ],
                }
            )
            for login, groups in (
                ("pod-clerk", ("user",)),
                ("pod-seer", ("user", "personal")),
            )
        )

        (cls.clerk | cls.seer).write(
            {"group_ids": [Command.link(cls.env.ref("base.group_allow_export").id)]}
        )

    def setUp(self):
        super().setUp()
        document = {
            "name": "pod.png",
            "mimetype": "image/png",
            "data": base64.b64encode(b"a drawn signature").decode(),
        }
        proof = {"signed_by": NAME, "document": document}
        [self.event] = self.receive(
            self.scan("delivered", tracking_number="1Z001", proof_of_delivery=proof)
        )
        self.assertEqual(self.shipment.pod_signed_by, NAME)
        self.assertTrue(self.shipment.has_pod)
        self.env.flush_all()
        self.env.invalidate_all()

    def get_looks(self):
        return self.env["logistics.sync.audit.entry"].search([("stage", "=", "look")])

    def test_a_clerk_sees_the_mask(self):
        """M9: on the form, over RPC, in lists and exports only the end is shown."""
        for user in (self.clerk, self.seer):
            shipment = self.shipment.with_user(user)
            self.assertEqual(shipment[FIELD], MASKED)
            [row] = shipment.web_read({FIELD: {}, "has_pod": {}})
            self.assertEqual((row[FIELD], row["has_pod"]), (MASKED, True))
            self.assertEqual(shipment.export_data([FIELD])["datas"], [[MASKED]])
            for act in (
                lambda of: of.read(["pod_signed_by"]),
                lambda of: of.export_data(["pod_signed_by"]),
                lambda of: of.search([("pod_signed_by", "ilike", "Margarete")]),
                lambda of: of.formatted_read_group([], ["pod_signed_by"], ["__count"]),
            ):
                with self.assertRaises(AccessError):
                    act(shipment)
            self.assertNotIn("pod_signed_by", shipment.fields_get())

    def test_the_question_beside_it_shows_a_mask_too(self):
        """M9: the partner's words at an exception are masked for its clerk."""
        self.event.source = {"pod": {"signed_by": NAME}}
        question = self.env["logistics.sync.exception"]._raise_for(
            "unreadable", "Who signed?", event=self.event
        )
        question = question.with_user(self.clerk)
        for text in (question.event_text, question.body_text):
            self.assertNotIn(NAME, text)
            self.assertIn(MASKED, text)

    def test_who_may_looks_on_record(self):
        """M9, M33: the name is shown on request; who, when and why are kept."""
        looks = self.env["logistics.sync.look"]
        with self.assertRaises(AccessError):
            looks.with_user(self.clerk).create({"shipment_id": self.shipment.id})
        look = looks.with_user(self.seer).create(
            {"shipment_id": self.shipment.id, "reason": "The consignee asks"}
        )
        self.assertFalse(look.text)
        look.action_show()
        self.assertIn(NAME, look.text)
        entry = self.get_looks()
        self.assertEqual((entry.user_id, entry.res_id), (self.seer, self.shipment.id))
        with self.assertRaises(AccessError):
            look.write({"shipment_id": self.shipment.id})

    def test_an_opened_signature_is_on_record(self):
        """M9, M33: whoever opens the signed document has an entry with the name."""
        file = self.shipment.pod_attachment_ids
        self.authenticate("pod-clerk", "pod-clerk")
        # Served without the right to write at first: Odoo says that it asks again.
        with self.assertLogs("odoo.http", "WARNING") as logs:
            answer = self.url_open(f"/web/content/{file.id}")
        self.assertIn("kept on record, retrying", logs.output[0])
        self.assertEqual(answer.content, b"a drawn signature")
        entry = self.get_looks()
        self.assertEqual((entry.user_id, entry.res_id), (self.clerk, self.shipment.id))
        file.with_user(self.clerk).read(["datas"])
        self.assertEqual(len(self.get_looks()), 2)
        file.with_user(self.clerk).export_data(["name"])
        self.assertEqual(len(self.get_looks()), 2)
        file.with_user(self.clerk).export_data(["datas"])
        self.assertEqual(len(self.get_looks()), 3)

    def test_the_class_decides(self):
        """M9, M10: what the company calls internal is shown, and opened unnoted."""
        for name in ("signed_by", "signature"):
            self.env.ref(f"logistics_sync_base.data_class_{name}").level = "internal"
        self.assertEqual(self.shipment.with_user(self.clerk)[FIELD], NAME)
        self.shipment.pod_attachment_ids.with_user(self.clerk).read(["datas"])
        self.assertFalse(self.get_looks())

    def test_many_documents_are_looked_up_at_once(self):
        """M33: a list of documents costs the queries of one."""
        self.env.ref("logistics_sync_base.data_class_signature").level = "internal"
        files = self.shipment.pod_attachment_ids
        for number in ("1Z002", "1Z003"):
            other = self.ship(self.create_order(), number)
            file = files.copy({"res_id": other.id})
            other.pod_attachment_ids = file
            files |= file
        files = files.with_user(self.clerk)
        files[0]._note_signature_looks()
        self.env.flush_all()
        queries = []
        for looked_at in (files[:1], files):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            looked_at._note_signature_looks()
            queries.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*queries)
