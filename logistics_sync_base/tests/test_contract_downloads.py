# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from jsonschema import Draft202012Validator

from odoo.tests import tagged

from ..codec.contracts import SCHEMAS, canonical_examples, canonical_schema
from .common import LogisticsSyncHttpCase

BASE = "/logistics_sync/v1/schemas"


@tagged("post_install", "-at_install")
class TestContractDownloads(LogisticsSyncHttpCase):
    def test_all_are_listed_for_anybody(self):
        """C24: the list needs no secret, and each of its links leads somewhere."""
        answer = self.url_open(BASE)
        self.assertEqual(answer.status_code, 200)
        entries = answer.json()["schemas"]
        listed = {f"{entry['name']}/{entry['version']}" for entry in entries}
        self.assertEqual(listed, set(SCHEMAS))
        for entry in entries:
            name = f"{entry['name']}/{entry['version']}"
            self.assertEqual(entry["status"], "live")
            schema = self.url_open(entry["href"])
            self.assertEqual(schema.json(), canonical_schema(name))
            media_type = schema.headers["Content-Type"].partition(";")[0]
            self.assertEqual(media_type, "application/schema+json")
            samples = self.url_open(entry["examples"]).json()
            self.assertEqual(samples["examples"], canonical_examples(name))
            self.assertEqual(samples["schema"], name)

    def test_a_downloaded_schema_works_alone(self):
        """C24: a schema as downloaded judges its samples, without another file."""
        schema = self.url_open(f"{BASE}/order/1.0").json()
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        for sample in (
            self.url_open(f"{BASE}/order/1.0/examples").json()["examples"].values()
        ):
            self.assertTrue(validator.is_valid(sample))
            self.assertFalse(validator.is_valid(sample | {"lines": "none"}))

    def test_what_has_not_changed_is_not_sent_again(self):
        """C24: an ETag and how long to keep it; 304 with nothing for who has it."""
        for path in ("", "/order/1.0", "/order/1.0/examples", "/../openapi.json"):
            first = self.url_open(BASE + path)
            self.assertIn("max-age", first.headers["Cache-Control"])
            again = self.url_open(
                BASE + path, headers={"If-None-Match": first.headers["ETag"]}
            )
            self.assertEqual(again.status_code, 304, path)
            self.assertEqual(again.content, b"")
            other = self.url_open(BASE + path, headers={"If-None-Match": '"abcd"'})
            self.assertEqual(other.status_code, 200)

    def test_an_unknown_name_is_a_problem_with_a_remedy(self):
        """C24: no such object, no such version, no way out of the folder."""
        for path in ("/order/9.9", "/nothing/1.0", "/common/1.0", "/..%2Fx/1.0"):
            answer = self.url_open(BASE + path)
            self.assertEqual(answer.status_code, 404, path)
            media_type = answer.headers["Content-Type"]
            if "order" in path or "common" in path:
                self.assertEqual(media_type, "application/problem+json")
                self.assertIn("/schemas", answer.json()["remedy"])

    def test_the_list_of_contracts_follows_the_files(self):
        """C24, A8: one row for each schema, readable with its samples."""
        contracts = self.env["logistics.sync.contract"].search([])
        self.assertEqual(set(contracts.mapped("code")), set(SCHEMAS))
        stale = contracts[0].copy({"code": "gone/1.0", "name": "gone"})
        contracts[1].title = "Old title"
        self.env["logistics.sync.contract"]._sync_with_files()
        self.assertFalse(stale.active)
        title = canonical_schema(contracts[1].code)["title"]
        self.assertEqual(contracts[1].title, title)
        invoice = contracts.filtered(lambda row: row.name == "supplier_invoice")
        self.assertIn("Oak &amp; Steel Mills", str(invoice.examples_html))
        self.assertEqual(invoice.example_count, 2)
        action = invoice.action_download_examples()
        answer = self.url_open(action["url"])
        self.assertIn("invoice", answer.json()["examples"])

    def test_a_deprecated_schema_is_listed_as_such(self):
        """A21, C24: partners read in the list until when a version is taken."""
        contract = self.env["logistics.sync.contract"].search(
            [("code", "=", "order/1.0")]
        )
        self.assertEqual(contract.state, "live")
        action = contract.action_open_version()
        self.assertFalse(action["res_id"])
        version = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create(
                {
                    "state": "deprecated",
                    "deprecated_on": "2026-01-01 00:00:00",
                    "sunset_on": "2999-12-31 00:00:00",
                }
            )
        )
        self.assertEqual(contract.action_open_version()["res_id"], version.id)
        entries = self.url_open(BASE).json()["schemas"]
        (entry,) = [row for row in entries if row["name"] == "order"]
        self.assertEqual(entry["status"], "deprecated")
        self.assertEqual(entry["sunset_on"], "2999-12-31T00:00:00Z")
        version.sunset_on = "2026-02-01 00:00:00"
        contract.invalidate_recordset()
        self.assertEqual(contract.state, "retired")
