# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import tempfile
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import LogisticsSyncCase
from .partner_server import PartnerServer, Reply
from .test_flows import BATCHES


@tagged("post_install", "-at_install")
class TestReferenceSources(LogisticsSyncCase):
    """Lists of codes a partner keeps up to date."""

    def setUp(self):
        super().setUp()
        self.job = self.env["logistics.sync.batch.job"].search(
            [("code", "=", "references"), ("company_id", "=", self.env.company.id)]
        )

    def serve(self, rows):
        server = self.enterContext(PartnerServer({"/v1/codes": Reply(rows)}))
        connector = self.make_connector(
            transport="rest",
            base_url=f"{server.url}/v1",
            allow_private_network=True,
            allow_plain_http=True,
            rest_auth="bearer",
        )
        self.add_secret(connector, "partner-key-0815", kind="api_key")
        return server, self.make_list(connector, "codes")

    def make_list(self, connector, path):
        return self.env["logistics.sync.reference.list"].create(
            {"connector_id": connector.id, "kind": "carrier", "source_path": path}
        )

    def run_job(self):
        self.job.next_run_at = "2026-01-01"
        self.trigger_cron(BATCHES)
        self.env.invalidate_all()
        return self.job.run_ids[:1]

    def get_codes(self, group):
        return group.reference_ids.mapped("external_code")

    def test_a_list_is_read_again_when_due(self):
        """K19: the reference job asks the partner, with our key, when it is time."""
        server, group = self.serve([{"code": "UPSN", "name": "UPS"}])
        run = self.run_job()
        self.assertEqual((run.state, run.done_count, run.total_count), ("done", 1, 1))
        self.assertEqual(self.get_codes(group), ["UPSN"])
        [request] = server.requests
        self.assertEqual(request.headers["authorization"], "Bearer partner-key-0815")
        self.assertEqual(self.run_job().done_count, 0, "not due")
        self.assertEqual(len(server.requests), 1)
        server.routes["/v1/codes"] = Reply([{"code": "UPSN"}, {"code": "FDEG"}])
        group.source_read_at = fields.Datetime.now() - timedelta(days=8)
        self.assertEqual(self.run_job().done_count, 1)
        self.assertEqual(sorted(self.get_codes(group)), ["FDEG", "UPSN"])

    def test_what_a_person_decided_stays(self):
        """K19, A18: reading a list again changes no meaning."""
        __, group = self.serve([{"code": "UPSN", "name": "UPS"}])
        self.run_job()
        group.reference_ids.internal_code = "UPS"
        group.reference_ids.action_confirm()
        group.source_read_at = False
        self.run_job()
        self.assertEqual(group.reference_ids.state, "confirmed")
        self.assertEqual(group.reference_ids.internal_code, "UPS")

    def test_a_list_that_cannot_be_read_is_one_question(self):
        """K19: the codes stay, the run tells an error; it closes by itself."""
        server, group = self.serve([{"code": "UPSN"}])
        self.run_job()
        for answer in (Reply({}, 503), Reply([{"name": "no code"}])):
            server.routes["/v1/codes"] = answer
            group.source_read_at = False
            run = self.run_job()
            self.assertEqual((run.state, run.error_count), ("errors", 1))
            self.assertTrue(group.source_problem)
        self.assertEqual(self.get_codes(group), ["UPSN"])
        question = self.get_exceptions("reference_list_unread")
        self.assertEqual((len(question), question.occurrences), (1, 2))
        self.assertIn("the code is missing", question.name)
        server.routes["/v1/codes"] = Reply([{"code": "UPSN"}])
        group.action_read_source()
        self.assertEqual(question.state, "resolved")
        self.assertFalse(group.source_problem)

    def test_codes_of_another_kind_are_refused(self):
        """K19: a list of taxes at the place of the carriers teaches nothing."""
        __, group = self.serve([{"code": "S", "kind": "tax"}])
        self.assertEqual(self.run_job().error_count, 1)
        self.assertIn("“tax”", group.source_problem)
        self.assertFalse(group.reference_ids)

    def test_a_partner_whose_calls_are_stopped_is_not_asked(self):
        """K19, K10: it is asked once calls go out again."""
        server, group = self.serve([{"code": "UPSN"}])
        operator = self.make_user("list_operator", "operations")
        group.connector_id.with_user(operator)._switch_calls("stop", "Maintenance")
        self.assertEqual(self.run_job().done_count, 0)
        self.assertFalse(server.requests)

    def test_a_file_below_the_partners_folder(self):
        """K19: lists come as files too, from a subfolder; a link is not followed."""
        root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(self.allow_folders(root))
        inbox = root / "inbox"
        (inbox / "codes").mkdir(parents=True)
        (inbox / "codes" / "carriers.csv").write_text("code,name\nUPSN,UPS\n")
        secret = root / "secret.csv"
        secret.write_text("code,name\nSECRET,Not for partners\n")
        (inbox / "codes" / "link.csv").symlink_to(secret)
        connector = self.make_connector(
            transport="folder", folder_url=f"file://{inbox}"
        )
        group = self.make_list(connector, "codes/carriers.csv")
        self.assertEqual(self.run_job().state, "done")
        self.assertEqual(self.get_codes(group), ["UPSN"])
        group.write({"source_path": "codes/link.csv", "source_read_at": False})
        self.assertEqual(self.run_job().error_count, 1)
        self.assertEqual(self.get_codes(group), ["UPSN"])

    def test_a_path_leads_nowhere_else(self):
        """K19: neither out of the folder nor to another host."""
        connector = self.make_connector(transport="folder", folder_url="memory://in")
        for path in ("../secret.csv", "/etc/x.csv", "https://evil.example/x", "x.csv"):
            with self.assertRaises(ValidationError):
                self.make_list(connector, path)
