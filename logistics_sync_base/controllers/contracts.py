# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import http
from odoo.http import request

from ..codec.contracts import canonical_examples, canonical_schema
from ..core.refusal import Refusal
from ..openapi import document
from ..openapi.contracts import SCHEMA_TYPE
from .dispatcher import get_trace, respond
from .routes import BASE, partner_route

# Long enough for a build server, short enough for a deprecation to be noticed.
MAX_AGE = 3600


def contract_route(path):
    """A download anybody may make: contracts tell nothing about a partner.

    Whoever builds against them needs no secret for it, and a build server none at all.
    """
    return partner_route(f"{BASE}{path}", auth="none", readonly=True)


class ContractsController(http.Controller):
    """Schemas, samples and the OpenAPI document, for download."""

    @contract_route("/openapi.json")
    def openapi(self):
        """Our web addresses, described for machines (OpenAPI 3.1)."""
        return self._send(document.build(request.httprequest.host_url.rstrip("/")))

    @contract_route("/schemas")
    def list_schemas(self):
        """All versions of all canonical objects, with where to get them."""
        contracts = request.env(su=True)["logistics.sync.contract"].search([])
        entries = [
            contract._as_entry(f"{BASE}/schemas/{contract.code}")
            for contract in contracts
        ]
        return self._send({"schemas": entries})

    @contract_route("/schemas/<string:name>/<string:version>")
    def schema(self, name, version):
        """One canonical schema, complete in itself."""
        return self._send_one(canonical_schema, name, version, SCHEMA_TYPE)

    @contract_route("/schemas/<string:name>/<string:version>/examples")
    def examples(self, name, version):
        """Samples of one canonical schema, by what they show."""
        return self._send_one(self._get_examples, name, version)

    def _get_examples(self, code):
        return {"schema": code, "examples": canonical_examples(code)}

    # --------------------------------------------------------------- answers
    def _send_one(self, read, name, version, content_type="application/json"):
        try:
            found = read(f"{name}/{version}")
        except KeyError:
            return self._refuse_unknown()
        return self._send(found, content_type)

    def _send(self, content, content_type="application/json"):
        body = json.dumps(content, ensure_ascii=False, indent=2)
        response = request.make_response(
            body,
            headers=[
                ("Content-Type", f"{content_type}; charset=utf-8"),
                ("Cache-Control", f"public, max-age={MAX_AGE}"),
            ],
        )
        response.add_etag()
        return response.make_conditional(request.httprequest)

    def _refuse_unknown(self):
        refusal = Refusal(
            404,
            "unknown_schema",
            "Unknown schema",
            "There is no canonical schema of this name and version.",
            remedy=f"Choose one of those listed at {BASE}/schemas.",
        )
        return respond(refusal.to_answer(get_trace()))
