# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import TOKEN, LogisticsSyncHttpCase, delivery_event

NOTICE = "https://docs.example.com/v2"


class VersionsCase(LogisticsSyncHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(code="quay", authentication="bearer_token")
        cls.add_secret(cls.connector, TOKEN, "access_token")
        cls.versions = cls.env["logistics.sync.contract.version"]
        cls.v1 = cls.env.ref("logistics_sync_base.contract_version_v1")

    def send(self, document, version="v1", **headers):
        return self.url_open(
            f"/logistics_sync/{version}/{self.connector.code}/events",
            json=document,
            method="POST",
            headers={"Authorization": f"Bearer {TOKEN}"} | headers,
        )

    def deprecate(self, version, days=30):
        version.write(
            {
                "state": "deprecated",
                "deprecated_on": "2026-01-01 00:00:00",
                "sunset_on": fields.Datetime.now() + timedelta(days=days),
                "info_url": NOTICE,
            }
        )

    def get_uses(self):
        self.env.invalidate_all()
        return self.env["logistics.sync.version.use"].search(
            [("connector_id", "=", self.connector.id)]
        )

    def get_message(self, answer):
        return self.env["logistics.sync.message"].search(
            [("public_id", "=", answer.json()["message_id"])]
        )


@tagged("post_install", "-at_install")
class TestEndpointVersions(VersionsCase):
    def test_a_live_version_says_nothing(self):
        """C25: without a deprecation there is no header and nothing is counted."""
        answer = self.send([])
        self.assertFalse({"Deprecation", "Sunset", "Link"} & set(answer.headers))
        self.assertFalse(self.get_uses())

    def test_a_deprecated_version_warns_and_is_counted(self):
        """C25: Deprecation, Sunset and Link; calls by partner and day."""
        self.deprecate(self.v1)
        for number in range(3):
            answer = self.send(delivery_event(f"1Z-{number}"))
            self.assertEqual(answer.status_code, 202)
        epoch = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
        self.assertEqual(answer.headers["Deprecation"], f"@{epoch}")
        sunset = parsedate_to_datetime(answer.headers["Sunset"])
        self.assertEqual(sunset.replace(tzinfo=None), self.v1.sunset_on)
        self.assertTrue(answer.headers["Sunset"].endswith("GMT"))
        self.assertIn(f'<{NOTICE}>; rel="deprecation"', answer.headers["Link"])
        self.send({"schema": "delivery_event/1.0"})
        uses = self.get_uses()
        self.assertEqual((uses.version_id, uses.count), (self.v1, 4))
        self.assertEqual(uses.day, fields.Date.today())
        action = self.v1.action_view_uses()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.connector_id, self.connector)

    def test_strangers_are_not_counted(self):
        """C25: who is not shown to be the partner does not call in its name."""
        self.deprecate(self.v1)
        answer = self.send([], Authorization="Bearer guessed-token-1234")
        self.assertEqual(answer.status_code, 401)
        self.assertFalse(self.get_uses())

    def test_after_its_last_day_a_version_is_gone(self):
        """C25: 410 with the notice, still counted, nothing stored."""
        self.deprecate(self.v1, days=-1)
        answer = self.send([])
        self.assertEqual(answer.status_code, 410)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertTrue(answer.json()["type"].endswith("version_sunset"))
        self.assertIn(NOTICE, answer.json()["remedy"])
        self.assertIn("Sunset", answer.headers)
        uses = self.get_uses()
        self.assertEqual((uses.count, uses.refused_count), (1, 1))
        self.assertFalse(
            self.env["logistics.sync.message"].search(
                [("connector_id", "=", self.connector.id)]
            )
        )

    def test_two_versions_are_served_at_once(self):
        """C25, A21: a new version is a record; the old one stays in use meanwhile."""
        answer = self.send([], "v2")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(answer.json()["known_versions"], ["v1"])
        self.versions.create({"kind": "endpoint", "name": "v2"})
        self.deprecate(self.v1)
        new = self.send(delivery_event("1Z-V2"), "v2")
        self.assertEqual(new.status_code, 202)
        self.assertNotIn("Deprecation", new.headers)
        self.assertEqual(self.get_message(new).endpoint_version, "v2")
        self.assertIn("Deprecation", self.send(delivery_event("1Z-V1")).headers)

    def test_dates_that_cannot_be(self):
        """C25: a last day belongs to a deprecated version and lies after that."""
        with self.assertRaises(ValidationError):
            self.v1.sunset_on = "2027-01-01"
        with self.assertRaises(ValidationError):
            self.v1.write(
                {
                    "state": "deprecated",
                    "deprecated_on": "2026-05-01",
                    "sunset_on": "2026-04-01",
                }
            )
        with self.assertRaises(ValidationError):
            self.versions.create(
                {
                    "kind": "endpoint",
                    "name": "v3",
                    "connector_id": self.connector.id,
                }
            )


@tagged("post_install", "-at_install")
class TestSchemaVersions(VersionsCase):
    def list_versions(self, **values):
        """Two versions of the partner's own document, each with its mapping."""
        common = {
            "milestone": {"constant": "delivered"},
            "event_type": {"constant": "test_fact"},
        }
        first = self.make_mapping(
            common
            | {
                "references.tracking_number": "number",
                "occurred_at": {"expression": "time", "transform": "datetime"},
            }
        )
        second = self.make_mapping(
            common
            | {
                "references.tracking_number": "parcel.id",
                "occurred_at": {"expression": "scan.at", "transform": "datetime"},
            }
        )
        self.connector.write(values)
        return self.versions.create(
            [
                {"connector_id": self.connector.id, "name": name, "mapping_id": one.id}
                for name, one in (("1", first), ("2", second))
            ]
        )

    def make_first(self, number, **more):
        return {"number": number, "time": "2026-11-20T10:00:00Z"} | more

    def make_second(self, number, **more):
        return {"parcel": {"id": number}, "scan": {"at": "2026-11-20T10:00:00Z"}} | more

    def assert_read(self, answer, reference):
        self.assertEqual(answer.status_code, 202, answer.text)
        message = self.get_message(answer)
        self.drain()
        self.assertEqual(message.event_ids.mapped("reference"), [reference])
        self.assertEqual(message.state, "processed")
        return message

    def assert_unknown(self, answer, known):
        self.assertEqual(answer.status_code, 422, answer.text)
        problem = answer.json()
        self.assertEqual(
            problem["type"], "urn:logistics-sync:problem:unknown_schema_version"
        )
        self.assertEqual(problem["known_versions"], known)
        self.assertTrue(
            self.get_exceptions(
                "unknown_schema_version", message_id=self.get_message(answer).id
            )
        )

    def test_versions_told_by_a_field(self):
        """A21: v1 and v2 of the same document at one address; v3 is refused."""
        versions = self.list_versions(schema_version_expression="meta.version")
        first = self.send(self.make_first("1Z-1", meta={"version": 1}))
        second = self.send(self.make_second("1Z-2", meta={"version": "2"}))
        self.assertEqual(
            self.assert_read(first, "1Z-1").mapping_id, versions[0].mapping_id
        )
        self.assertEqual(
            self.assert_read(second, "1Z-2").mapping_id, versions[1].mapping_id
        )
        third = self.send(self.make_second("1Z-3", meta={"version": "3"}))
        self.assert_unknown(third, ["1", "2"])
        self.assert_unknown(self.send(self.make_first("1Z-4")), ["1", "2"])

    def test_versions_told_by_a_header(self):
        """A21, B11: the header is kept with the message, so that a replay reads it."""
        self.list_versions(schema_version_header="X-Schema")
        first = self.send(self.make_first("1Z-5"), **{"X-Schema": "1"})
        self.assert_read(first, "1Z-5")
        message = self.assert_read(
            self.send(self.make_second("1Z-6"), **{"X-Schema": "2"}), "1Z-6"
        )
        self.assertEqual(message.schema_version, "2")
        unknown = self.send(self.make_second("1Z-7"), **{"X-Schema": "2.5"})
        self.assert_unknown(unknown, ["1", "2"])

    def test_versions_told_by_an_envelope(self):
        """A21: the dataschema of a CloudEvent names the version."""
        self.list_versions()
        name = "https://quay.example.com/scan/2"
        self.versions.create(
            {
                "connector_id": self.connector.id,
                "name": name,
                "mapping_id": self.versions.search([("name", "=", "2")]).mapping_id.id,
            }
        )
        envelope = {
            "ce-specversion": "1.0",
            "ce-id": "1",
            "ce-source": "/quay",
            "ce-type": "scan",
            "ce-dataschema": name,
        }
        self.assert_read(self.send(self.make_second("1Z-8"), **envelope), "1Z-8")
        other = envelope | {"ce-id": "2", "ce-dataschema": name[:-1] + "9"}
        unknown = self.send(self.make_second("1Z-9"), **other)
        self.assert_unknown(unknown, ["1", "2", name])

    def test_canonical_versions(self):
        """A21: a canonical version that we do not have is refused with the list."""
        answer = self.send(delivery_event("1Z-10", schema="delivery_event/7.0"))
        self.assert_unknown(answer, ["delivery_event/1.0"])

    def test_an_unknown_version_that_gets_known_is_replayed(self):
        """A21, B11: listing the version and replaying is all there is to do."""
        versions = self.list_versions(schema_version_expression="version")
        answer = self.send(self.make_second("1Z-11", version="2b"))
        self.assert_unknown(answer, ["1", "2"])
        self.versions.create(
            {
                "connector_id": self.connector.id,
                "name": "2b",
                "mapping_id": versions[1].mapping_id.id,
            }
        )
        message = self.get_message(answer)
        message._replay("Once more")
        self.drain()
        self.assertEqual(message.event_ids.reference, "1Z-11")

    def test_deprecated_schemas_warn_and_end(self):
        """C25, A21: canonical or the partner's own, a schema version can end too."""
        canonical = self.versions.create({"name": "delivery_event/1.0"})
        self.deprecate(canonical)
        answer = self.send(delivery_event("1Z-12"))
        self.assertEqual(answer.status_code, 202)
        self.assertIn("Deprecation", answer.headers)
        self.assertEqual(self.get_uses().version_id, canonical)
        own = self.list_versions(schema_version_expression="version")
        self.deprecate(own[0], days=-1)
        gone = self.send(self.make_first("1Z-13", version="1"))
        self.assertEqual(gone.status_code, 410)
        self.assertIn("Sunset", gone.headers)
        still = self.send(self.make_second("1Z-14", version="2"))
        self.assertEqual(still.status_code, 202)
        self.assertNotIn("Deprecation", still.headers)
        refused = self.get_uses().filtered("refused_count")
        self.assertEqual(refused.version_id, own[0])
