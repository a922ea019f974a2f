# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import csv
import io
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..codec.contracts import canonical_examples
from .common import LogisticsSyncCase, LogisticsSyncHttpCase, delivery_event
from .partner_server import PartnerServer, Reply


class IncidentMixin:
    def make_partner(self):
        self.server = self.enterContext(PartnerServer({"/": Reply({}, 503)}))
        policies = self.env["logistics.sync.retry.policy"]
        return self.make_connector(
            name="Northern Parcels",
            outbound_url=f"{self.server.url}/",
            allow_private_network=True,
            allow_plain_http=True,
            sign_outbound=False,
            breaker_failures=2,
            retry_policy_id=policies.create({"name": "One", "max_attempts": 1}).id,
        )

    def send(self, connector, *totals):
        example = canonical_examples("freight_invoice/1.0")["balance_due"]
        messages = self.env["logistics.sync.message"]
        for total in totals:
            document = example | {
                "number": f"FI-{total}",
                "currency": "USD",
                "totals": example["totals"] | {"total": total},
            }
            messages |= self.ingest(connector, document, direction="out")
        self.drain("outbound")
        return messages

    def make_report(self, connector, user=None, **values):
        now = fields.Datetime.now()
        window = {
            "begin_at": now - timedelta(hours=1),
            "end_at": now + timedelta(minutes=1),
        }
        reports = self.env["logistics.sync.incident.report"]
        if user:
            reports = reports.with_user(user)
        return reports.create({"connector_id": connector.id, **window, **values})


@tagged("post_install", "-at_install")
class TestIncidents(IncidentMixin, LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = cls.make_user("incident_operator", "operations")
        cls.set_plan("freight_invoice_received", "record_only")

    def gather(self, connector):
        report = self.make_report(connector, self.operator)
        return report._get_values()["facts"]

    def test_counts_of_failed_held_and_recovered(self):
        """O23: S23.8: what failed, waited and came through, in one look."""
        connector = self.make_partner()
        messages = self.send(connector, "100.00", "200.00", "300.00")
        self.assertEqual(messages.mapped("state"), ["dead", "dead", "queued"])
        counts = self.gather(connector)["counts"]
        self.assertEqual((counts["sent"], counts["affected"]), (3, 3))
        self.assertEqual((counts["failed"], counts["recovered"]), (2, 0))
        self.assertEqual((counts["given_up"], counts["open"]), (2, 1))
        self.server.routes["/"] = Reply({"ok": True})
        connector.with_user(self.operator)._switch_calls("resume", "They are back")
        self.confirm_replay(messages[:2].with_user(self.operator).action_replay())
        self.drain("outbound")
        counts = self.gather(connector)["counts"]
        self.assertEqual(counts["affected"], 3)
        self.assertEqual((counts["recovered"], counts["open"]), (3, 0))
        self.assertEqual((counts["failed"], counts["held"]), (2, 1))

    def test_who_did_what_and_when(self):
        """O23: the course of events, with names; what nobody did has none."""
        connector = self.make_partner()
        messages = self.send(connector, "100.00", "200.00")
        connector.with_user(self.operator)._switch_operation("hold", "They move house")
        self.server.routes["/"] = Reply({"ok": True})
        connector.with_user(self.operator)._switch_operation("normal", "They moved")
        connector.with_user(self.operator)._switch_calls("resume", "They are back")
        self.confirm_replay(
            messages.with_user(self.operator).action_replay(), "Asked by the partner"
        )
        entries = self.gather(connector)["entries"]
        told = {entry["what"]: entry["who"] for entry in entries}

        def find(text):
            [what] = [what for what in told if text in what]
            return told[what]

        self.assertEqual(find("Calls were stopped"), "")
        name = self.operator.name
        self.assertEqual(find("Calls went out again: They are back"), name)
        self.assertEqual(find("“Hold: nothing is sent”: They move house"), name)
        self.assertEqual(find("2 documents replayed: Asked by the partner"), name)
        self.assertEqual(find("is down: after 2 failures"), "")
        times = [entry["at"] for entry in entries]
        self.assertEqual(times, sorted(times))

    def test_the_money_that_was_affected(self):
        """O23, L3: S23.8: invoices affected and their amount, each counted once."""
        connector = self.make_connector(channel="financial")
        example = canonical_examples("freight_invoice/1.0")["balance_due"]
        kind = self.env["logistics.sync.event.type"].search(
            [("code", "=", "freight_invoice_received")]
        )
        kind.active = False
        for number, total in enumerate(("100.10", "200.20")):
            totals = example["totals"] | {"total": total}
            document = example | {"number": f"FI-{number}", "currency": "USD"}
            self.ingest(connector, document | {"totals": totals})
        # A scan about the same number hides no bill.
        self.ingest(connector, delivery_event("FI-0", event_type="nobody_knows"))
        self.drain("financial")
        facts = self.gather(connector)
        self.assertEqual(
            {k: str(v) for k, v in facts["amounts"].items()}, {"USD": "300.30"}
        )
        self.assertEqual(facts["document_count"], 3)
        self.assertEqual(facts["questions"][0]["open"], facts["questions"][0]["count"])
        kind.active = True
        html = self.make_report(connector, self.operator).report
        self.assertIn("300.30", html)
        self.assertIn("FI-0", html)

    def test_an_outage_that_goes_on_is_told_until_now(self):
        """O23: the report proposes the time of the last outage, and no time to come."""
        connector = self.make_partner()
        self.send(connector, "100.00", "200.00")
        outage = connector.outage_ids
        report = self.make_report(connector, self.operator)
        report._onchange_connector_id()
        self.assertFalse(outage.ended_at)
        self.assertEqual(report.begin_at, outage.started_at - timedelta(minutes=15))
        soon = fields.Datetime.now() + timedelta(minutes=1)
        self.assertLessEqual(report.end_at, soon)
        self.server.routes["/"] = Reply({"ok": True})
        connector.with_user(self.operator)._switch_calls("resume", "They are back")
        report._onchange_connector_id()
        self.assertEqual(report.end_at, outage.ended_at + timedelta(hours=1))

    def test_a_quiet_day_has_nothing_to_tell(self):
        """O23: what went well is no part of an incident."""
        connector = self.make_partner()
        self.server.routes["/"] = Reply({"ok": True})
        self.send(connector, "100.00")
        facts = self.gather(connector)
        self.assertEqual((facts["counts"]["sent"], facts["counts"]["affected"]), (1, 0))
        self.assertFalse(facts["entries"] or facts["documents"] or facts["amounts"])

    def test_only_for_those_who_answer_for_it(self):
        """O23: operations, finance and auditors; of their companies; in a real time."""
        connector = self.make_partner()
        for group in ("operations", "finance", "auditor"):
            user = self.make_user(f"incident_{group}_reader", group)
            self.assertTrue(self.make_report(connector, user).report)
        with self.assertRaises(AccessError):
            self.make_report(connector, self.make_user("incident_clerk", "user"))
        company = self.env["res.company"].create({"name": "Second"})
        other = self.make_connector(company_id=company.id)
        with self.assertRaises(AccessError):
            self.make_report(other, self.operator)._get_values()
        now = fields.Datetime.now()
        with self.assertRaisesRegex(UserError, "after the beginning"):
            self.make_report(
                connector, self.operator, end_at=now - timedelta(days=2)
            )._get_values()

    def test_the_last_outage_is_offered(self):
        """O23: opened from the connector, the report begins before the outage."""
        connector = self.make_partner()
        self.send(connector, "100.00", "200.00")
        report = self.env["logistics.sync.incident.report"].new(
            {"connector_id": connector.id}
        )
        report._onchange_connector_id()
        outage = connector.outage_ids
        self.assertEqual(report.begin_at, outage.started_at - timedelta(minutes=15))
        self.assertGreater(report.end_at, outage.started_at)


@tagged("post_install", "-at_install")
class TestIncidentPapers(IncidentMixin, LogisticsSyncHttpCase):
    def test_it_is_printed_and_handed_on(self):
        """O23: a page to print, and a table no partner's text turns into a formula."""
        user = self.make_user("incident_printer", "operations")
        user.password = "incident_printer"
        connector = self.make_partner()
        self.send(connector, "100.00", "200.00")
        connector.with_user(user)._switch_operation("hold", "=1+1 they say")
        report = self.make_report(connector, user)
        self.authenticate("incident_printer", "incident_printer")
        page = self.url_open(
            f"/report/html/logistics_sync_base.incident_report_page/{report.id}"
        )
        self.assertEqual(page.status_code, 200)
        self.assertIn("Incident Report: Northern Parcels", page.text)
        self.assertIn("is down: after 2 failures", page.text)
        answer = self.url_open(report.action_export()["url"])
        self.assertEqual(answer.status_code, 200)
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        self.assertIn("event", {row["part"] for row in rows})
        self.assertFalse([row for row in rows if row["text"].startswith("=")])
