# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode

from odoo.http import _generate_routing_rules
from odoo.tests import tagged

from ..codec.contracts import SCHEMAS, canonical_examples, canonical_schema
from ..openapi.export import DATASETS
from .common import TOKEN, LogisticsSyncHttpCase

BASE = "/logistics_sync/v1"
POST = ("post", f"{BASE}/{{connector_code}}/events")
BOUNDED = settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@schemathesis.serializer("application/edi-x12", "application/edifact")
def send_text(context, value):
    return str(value).encode("utf-8", "replace")


class OpenApiCase(LogisticsSyncHttpCase):
    def get_description(self):
        return self.url_open(f"{BASE}/openapi.json").json()


@tagged("post_install", "-at_install")
class TestOpenApiDocument(OpenApiCase):
    def test_it_is_valid_openapi(self):
        """C24, C14: a validator others wrote finds nothing to say."""
        document = self.get_description()
        self.assertEqual(document["openapi"], "3.1.0")
        self.assertEqual(list(OpenAPIV31SpecValidator(document).iter_errors()), [])

    def test_it_describes_the_routes_that_are_served(self):
        """C24: no route is undescribed, nothing is described that is not there."""
        served = set()
        for address, endpoint in _generate_routing_rules(
            ["logistics_sync_base"], nodb_only=False
        ):
            path = re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", address)
            path = path.replace("/{version}/{connector_code}", "/v1/{connector_code}")
            served |= {
                (method.lower(), path) for method in endpoint.routing["methods"] or ()
            }
        described = {
            (method, path)
            for path, item in self.get_description()["paths"].items()
            for method in item
            if method != "parameters"
        }
        self.assertEqual(described, served)

    def test_its_schemas_are_the_published_ones(self):
        """C24: a canonical document is judged alike by the schema and by OpenAPI."""
        document = self.get_description()
        for name in SCHEMAS:
            pointer = "#/components/schemas/" + name.replace("/", "-")
            checker = Draft202012Validator({"$ref": pointer, **document})
            for example in canonical_examples(name).values():
                self.assertEqual(list(checker.iter_errors(example)), [])
                self.assertFalse(checker.is_valid(example | {"unknown_field": 1}))
                for field in canonical_schema(name)["required"]:
                    less = {key: example[key] for key in example if key != field}
                    self.assertFalse(checker.is_valid(less), f"{name}.{field}")


@tagged("post_install", "-at_install")
class TestOpenApiAgainstTheServer(OpenApiCase):
    """Requests made from the description, answers judged by it (schemathesis)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_all_checks()
        cls.connector = cls.make_connector(
            code="contract-tester", authentication="bearer_token"
        )
        cls.add_secret(cls.connector, TOKEN, "access_token")
        cls.add_secret(cls.connector, TOKEN, "replay_token")

    def get_operations(self, media_type=None):
        """{(method, path): operation}, taking bodies of one content type only."""
        description = self.get_description()
        if media_type:
            contents = description["paths"][POST[1]]["post"]["requestBody"]["content"]
            for other in set(contents) - {media_type}:
                del contents[other]
        schema = schemathesis.openapi.from_dict(description)
        return {
            (operation.method, operation.path): operation
            for operation in (result.ok() for result in schema.get_all_operations())
        }

    def run_cases(self, operation, mode, exclude=(), **fixed):
        """Send what schemathesis makes up, and let it judge all answers."""
        # That check leaves out the cookie by which a test's server knows its test.
        exclude = {"ignored_auth", *exclude}
        checks = [check for check in CHECKS.get_all() if check.__name__ not in exclude]
        statuses = []

        @BOUNDED
        @given(case=operation.as_strategy(mode, **fixed))
        def run(case):
            response = case.call_and_validate(
                base_url=self.base_url(),
                session=self.opener,
                headers={"Authorization": f"Bearer {TOKEN}"},
                checks=checks,
                timeout=30,
            )
            statuses.append(response.status_code)

        run()
        return set(statuses)

    def test_downloads_answer_as_described(self):
        """C24: every download, with right and wrong names and headers."""
        for key, operation in self.get_operations().items():
            for mode in GenerationMode if "Contracts" in operation.tags else ():
                if operation.path_parameters or mode == GenerationMode.POSITIVE:
                    with self.subTest(operation=key, mode=mode.name):
                        self.run_cases(operation, mode)

    def test_canonical_documents_are_taken(self):
        """A1, C24, B21: what is made after the description is answered as described."""
        statuses = self.post_cases(GenerationMode.POSITIVE, "application/json")
        self.assertIn(202, statuses)

    def test_what_is_no_document_is_refused(self):
        """B21, C20: what breaks the description is refused with a problem."""
        statuses = self.post_cases(GenerationMode.NEGATIVE, "application/json")
        self.assertIn(422, statuses)

    def test_other_content_types(self):
        """C24: EDI, XML, CSV and CloudEvents are taken or refused as described."""
        body = self.get_description()["paths"][POST[1]]["post"]["requestBody"]
        for media_type in set(body["content"]) - {"application/json"}:
            with self.subTest(media_type=media_type):
                statuses = self.post_cases(GenerationMode.POSITIVE, media_type)
                self.assertLessEqual(statuses, {202, 400, 409, 415, 422})

    def test_the_outbox_answers_as_described(self):
        """C14, C24: fetching and confirming, with right and wrong parameters."""
        address = {"connector_code": self.connector.code}
        for key, operation in self.get_operations().items():
            for mode in GenerationMode if "Outbox" in operation.tags else ():
                with self.subTest(operation=key, mode=mode.name):
                    statuses = self.run_cases(operation, mode, path_parameters=address)
                    if mode == GenerationMode.POSITIVE:
                        self.assertIn(200, statuses)

    def test_the_export_answers_as_described(self):
        """D17, C24: reading changes, with right and wrong parameters."""
        (operation,) = [
            operation
            for operation in self.get_operations().values()
            if "Export" in operation.tags
        ]
        for mode in GenerationMode:
            for dataset in DATASETS:
                path = {"connector_code": self.connector.code, "dataset": dataset}
                # Which marks exist cannot be described, only told by an answer.
                exclude = {"positive_data_acceptance"}
                self.run_cases(operation, mode, exclude, path_parameters=path)

    def test_the_replays_answer_as_described(self):
        """K7, C24: asking for replays and about them, rightly and wrongly."""
        # Which messages there are, and which replays, cannot be described.
        exclude = {"positive_data_acceptance"}
        address = {"connector_code": self.connector.code}
        for (method, _path), operation in self.get_operations().items():
            for mode in GenerationMode if "Replay" in operation.tags else ():
                path = address | ({"replay_id": "1"} if method == "get" else {})
                with self.subTest(method=method, mode=mode.name):
                    self.run_cases(operation, mode, exclude, path_parameters=path)

    def test_the_status_answers_as_described(self):
        """B2, C24: asking how far documents are, rightly and wrongly."""
        # Which numbers there are, and that one is enough, cannot be described.
        exclude = {"positive_data_acceptance"}
        for operation in self.get_operations().values():
            for mode in GenerationMode if "Status" in operation.tags else ():
                with self.subTest(mode=mode.name):
                    self.assertLessEqual(
                        self.run_cases(operation, mode, exclude), {400, 401, 404}
                    )

    def test_nobody_comes_in_without_proof(self):
        """C24, C3: what is described as secured answers 401 as described."""
        for headers in ({}, {"Authorization": "Bearer nonsense"}):
            answer = self.post(self.connector, b"{}", headers)
            self.assertEqual(answer.status_code, 401)
            self.assertIn("WWW-Authenticate", answer.headers)
            problem = self.get_description()["components"]["schemas"]["problem"]
            self.assertTrue(Draft202012Validator(problem).is_valid(answer.json()))

    def post_cases(self, mode, media_type):
        return self.run_cases(
            self.get_operations(media_type)[POST],
            mode,
            # A description cannot tell which partner document has a mapping.
            exclude={"positive_data_acceptance"},
            path_parameters={"connector_code": self.connector.code},
        )
