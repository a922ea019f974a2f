# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A company and a partner are added to a database in which others are at work.

Arguments: ``work`` for a worker of the others that tells how much it claimed and how
often it had to begin again; or ``grow`` and how many documents the trial of a partner
takes: says it is ready, and at each word adds one more company with a partner, as two
administrators do it, each step committed.
"""

import importlib
import json
import logging
import sys

import carrier
import odoo_process

from odoo import Command

LANE = "financial"
KIND = "logistics_sync_base.connector_template_webhook_token"


def say(*words):
    """Tell the test, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class Conflicts(logging.Filter):
    """Counts what PostgreSQL refused, before anybody who expects it hides it."""

    count = 0

    def filter(self, record):
        if record.levelno >= logging.ERROR:
            self.count += 1
        return True


def work(env):
    """Drain the lane of the others."""
    # The addons can be imported once a registry is there; theirs comes after this one.
    importlib.import_module("odoo.addons.logistics_sync_base.conflicts")
    refused = Conflicts()
    logging.getLogger("odoo.sql_db").filters.insert(0, refused)
    say("ready")
    sys.stdin.readline()
    claimed = env["logistics.sync.message"]._drain("operational")
    say("claimed", claimed, refused.count)


class Growth:
    """One company more, from its name to its first partner at work."""

    def __init__(self, env, number):
        self.env, self.number = env, number
        self.company = self.onboarding = None
        self.people = env["res.users"]

    def run(self):
        """Each step as it is clicked: in a transaction of its own."""
        for step in (
            self.add_company,
            self.add_people,
            self.add_event_type,
            self.begin,
            self.enter,
            self.start_trial,
            self.exchange,
            self.finish_trial,
            self.approve,
        ):
            step()
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def add_company(self):
        self.company = self.env["res.company"].create(
            {"name": f"Acquired {self.number}"}
        )

    def add_people(self):
        groups = self.env.ref("base.group_user") | self.env.ref(
            "logistics_sync_base.group_logistics_manager"
        )
        self.people = self.people.create(
            [
                {
                    "name": f"Person {place} of {self.company.name}",
                    "login": f"person-{self.number}-{place}",
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                    "group_ids": [Command.set(groups.ids)],
                }
                for place in range(2)
            ]
        )

    def add_event_type(self):
        """What the acquired company is told, and nobody else."""
        self.env["logistics.sync.event.type"].create(
            {
                "name": f"Fact of {self.company.name}",
                "code": f"acquired_fact_{self.number}",
                "owner_id": self.people[0].id,
                "sla_minutes": 15,
                "consequence_ids": [Command.create({"code": "record_only"})],
            }
        )

    def begin(self):
        onboardings = self.env["logistics.sync.onboarding"].with_user(self.people[0])
        self.onboarding = onboardings.create(
            {
                "name": f"Parcel of {self.company.name}",
                "template_id": self.env.ref(KIND).id,
                "company_id": self.company.id,
            }
        )
        self.onboarding.action_begin()

    def enter(self):
        """What the partner gave, who answers for it, what its codes mean."""
        connector = self.onboarding.connector_id
        connector.write(
            {
                "channel": LANE,
                "technical_owner_id": self.people[1].id,
                "code_map_ids": [
                    Command.create(
                        {
                            "kind": "service",
                            "external_code": "NEXT",
                            "internal_code": "express",
                        }
                    )
                ],
            }
        )
        credentials = self.env["logistics.sync.credential"].with_user(self.people[0])
        credentials.create(
            {"connector_id": connector.id, "kind": "access_token"}
        )._set_secret(f"token-of-partner-{self.number}-000000")
        connector.action_run_contract_test()

    def start_trial(self):
        self.onboarding.action_start_trial()

    def exchange(self):
        """Documents of the test system come in and are worked on."""
        connector = self.onboarding.connector_id.with_user(1).sudo()
        messages = self.env["logistics.sync.message"]
        for parcel in range(int(sys.argv[2])):
            fact = carrier.event(parcel, 4) | {
                "event_type": f"acquired_fact_{self.number}"
            }
            body = json.dumps(fact).encode()
            messages._ingest(connector, body, f"trial-{parcel}", format="json")
        # What came in is there for any worker.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        messages._drain(LANE)

    def finish_trial(self):
        self.onboarding.invalidate_recordset()
        self.onboarding.action_finish_trial()

    def approve(self):
        self.onboarding.action_ask()
        self.onboarding.with_user(self.people[1]).action_approve()


def grow(env):
    """Add a company at each word, until the test ends."""
    say("ready")
    number = 0
    while sys.stdin.readline():
        number += 1
        growth = Growth(env, number)
        growth.run()
        say("grown", growth.company.id, growth.onboarding.connector_id.state)


with odoo_process.environment() as environment:
    {"work": work, "grow": grow}[sys.argv[1]](environment)
