# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record of each model of the exception queue, of one company."""

from odoo import Command


def make(question):
    """{model: record} beside ``question``, an exception."""
    env, company = question.env, question.company_id
    user = env["res.users"].create(
        {
            "name": "On duty there",
            "login": f"duty_{company.id}",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
        }
    )
    team = env["logistics.sync.team"].create(
        {
            "name": "Team of the company",
            "function": "integration",
            "company_id": company.id,
            "shift_ids": [Command.create({"user_id": user.id})],
        }
    )
    question._request_override("It is settled by phone")
    question.env.flush_all()
    return {
        "logistics.sync.team": team,
        "logistics.sync.team.shift": team.shift_ids,
        "logistics.sync.exception.route": env["logistics.sync.exception.route"].create(
            {"name": "Here", "team_id": team.id, "company_id": company.id}
        ),
        "logistics.sync.exception.limit": env["logistics.sync.exception.limit"].create(
            {"company_id": company.id}
        ),
        "logistics.sync.exception.history": question.history_ids,
        "logistics.sync.exception.override": question.override_ids,
        "logistics.sync.exception.age": env["logistics.sync.exception.age"].browse(
            question.id
        ),
    }
