# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..core import metrics
from ..core.refusal import Answer, Refusal
from .dispatcher import get_trace, respond
from .routes import BASE, partner_route


class HealthController(http.Controller):
    """Whether due work is being done, for load balancers and monitoring systems."""

    @partner_route(f"{BASE}/health", auth="none")
    def health(self):
        """200 and ``ok``, or 503 and ``degraded`` when due work piles up.

        Details need a token for health; without one nothing else is told.
        """
        env = request.env(user=SUPERUSER_ID)
        stalled = env["logistics.sync.health"]._is_stalled()
        document = {"status": "degraded" if stalled else "ok"}
        if request.httprequest.headers.get("Authorization"):
            try:
                credential = _authorize(env)
            except Refusal as refusal:
                return respond(refusal.to_answer(get_trace()))
            document |= _get_details(env, credential.company_id)
        document["correlation_id"] = get_trace()
        return respond_plainly(Answer(503 if stalled else 200, document))

    @partner_route(f"{BASE}/metrics", auth="none")
    def metrics(self):
        """Depths, ages, leases and partners not called, as text for Prometheus."""
        env = request.env(user=SUPERUSER_ID)
        try:
            credential = _authorize(env)
        except Refusal as refusal:
            return respond(refusal.to_answer(get_trace()))
        health = env["logistics.sync.health"]
        gauges = health._as_gauges(health._measure(credential.company_id))
        headers = [
            ("Content-Type", metrics.CONTENT_TYPE),
            ("Cache-Control", "no-store"),
            ("X-Correlation-ID", get_trace()),
        ]
        return request.make_response(metrics.write(gauges), headers=headers)


def respond_plainly(answer):
    """The answer as JSON, also with 503: it is no refusal but what was asked for."""
    response = respond(answer)
    response.headers["Content-Type"] = "application/json"
    return response


def _authorize(env):
    scheme, __, token = request.httprequest.headers.get("Authorization", "").partition(
        " "
    )
    if scheme.lower() == "bearer":
        credential = env["logistics.sync.credential"]._find_health_token(token.strip())
        if credential:
            return credential
    raise Refusal(
        401,
        "not_authorized",
        "Not authorized",
        "This needs a token for health and metrics.",
        remedy="Have one made at a connector, of the kind “health and metrics only”.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _get_details(env, company):
    health = env["logistics.sync.health"]
    facts = health._measure(company)
    findings = health._find(facts)
    for finding in findings:
        finding.pop("path")
    for part in (facts["gates"], facts["paused"], facts["degraded"]):
        for row in part:
            row.pop("connector_id")
    return _as_json(facts) | {"findings": findings}


def _as_json(value):
    if isinstance(value, dict):
        return {name: _as_json(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    return value
