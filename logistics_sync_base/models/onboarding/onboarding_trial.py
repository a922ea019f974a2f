# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...core.setup_bundle import is_signed, sign
from .onboarding import BEFORE_TRIAL

PASSED = ("processed", "acknowledged")
STUCK = ("failed", "exception", "dead")
TRIED_IN = ("test", "demo")
# A receipt tells no fact and is no document that was tried, theirs as little as ours;
# and what still awaits theirs was handed over, no more.
TOLD_US = Domain("direction", "=", "in") & Domain("event_count", ">", 0)
TOLD_THEM = (
    Domain("direction", "=", "out")
    & Domain("acknowledgement_state", "in", (False, "accepted", "accepted_with_errors"))
    & (Domain("subscription_id", "!=", False) | Domain("origin_message_id", "=", False))
)


class LogisticsSyncOnboarding(models.Model):
    """The trial with the partner's test system, and the certificate it gives.

    In a test system the trial is run: real documents, from end to end. Production
    takes the certificate of that trial, and only for the very same setup.
    """

    _inherit = "logistics.sync.onboarding"

    trial_started_at = fields.Datetime(readonly=True, copy=False)
    trial_setup = fields.Char(readonly=True, copy=False)
    trial_wire = fields.Char(readonly=True, copy=False)
    trial_passed = fields.Integer(compute="_compute_trial", string="Passed")
    trial_stuck = fields.Integer(compute="_compute_trial", string="Did Not Pass")
    certificate = fields.Text(
        copy=False,
        help="In the test system: copy it to production. In production: put in what "
        "the test system gave.",
    )

    @api.depends("trial_started_at", "connector_id")
    def _compute_trial(self):
        for onboarding in self:
            onboarding.trial_passed = onboarding._count_trial(
                Domain("state", "in", PASSED) & Domain.OR([TOLD_US, TOLD_THEM])
            )
            onboarding.trial_stuck = onboarding._count_trial(
                Domain("state", "in", STUCK)
            )

    def _count_trial(self, domain):
        """How many documents exchanged since the trial began are in a domain."""
        if not self.trial_started_at:
            return 0
        trial = Domain("connector_id", "=", self.connector_id.id)
        trial &= Domain("received_at", ">=", self.trial_started_at)
        return self.env["logistics.sync.message"].sudo().search_count(trial & domain)

    def _get_wanted_documents(self):
        return self.template_id.trial_documents or 1

    def _check_entered(self, vals):
        """In a test system a certificate comes from its trial."""
        result = super()._check_entered(vals)
        if vals.get("certificate") and not self.env.su:
            here = self.env["logistics.sync.environment"]._get_environment()
            if any(one.environment != "production" for one in self) or (
                not self and here != "production"
            ):
                raise UserError(
                    self.env._("In a test system a trial gives the certificate.")
                )
        return result

    # ------------------------------------------------------------ evidence
    def _check_trial(self):
        if self.environment == "production":
            return self._check_certificate()
        if not self.trial_started_at:
            return self.env._("Start the trial once everything before it is done.")
        if problem := self._check_wire():
            return problem
        if self.certificate:
            return self._check_certificate()
        return self._check_course() or self.env._("Press Finish the Trial.")

    def _check_wire(self):
        if self.trial_wire == self.connector_id._get_wire_digest():
            return ""
        return self.env._(
            "Where it is reached, or a secret, was changed since the trial began: "
            "start it again."
        )

    def _check_course(self):
        """What keeps the trial that runs from being finished."""
        if self.trial_setup != self.connector_id._get_setup_digest():
            return self.env._("Something was changed since it began: start it again.")
        if self.trial_stuck:
            return self.env._(
                "%s documents did not get through: mend them, then they count.",
                self.trial_stuck,
            )
        wanted = self._get_wanted_documents()
        if self.trial_passed < wanted:
            return self.env._(
                "%(passed)s of %(wanted)s documents came through so far.",
                passed=self.trial_passed,
                wanted=wanted,
            )
        return ""

    def _check_certificate(self):
        if not self.certificate:
            return self.env._(
                "Put in the certificate of the trial in the test system (page Trial)."
            )
        try:
            told = json.loads(self.certificate)
        except ValueError:
            told = None
        if not isinstance(told, dict) or told.get("kind") != "logistics_sync_trial":
            return self.env._("This is no certificate of a trial.")
        return (
            self._check_origin(told)
            or self._check_what_it_says(told)
            or self._check_same(told)
        )

    def _check_origin(self, told):
        """Whether a test system gave it, and nobody wrote it."""
        key = self.env["logistics.sync.promotion"]._get_key()
        if key and not is_signed(told, key):
            return self.env._(
                "It is not signed with the key of this server (promotion_key), or was "
                "changed since: take the one the test system gave."
            )
        if not key and self.environment == "production":
            return self.env._(
                "Nobody can tell whether a test system gave it: have the same "
                "promotion_key set for both servers, then finish the trial again."
            )
        if told.get("environment") not in TRIED_IN:
            return self.env._("It was not made in a test system.")
        return ""

    def _check_what_it_says(self, told):
        wanted, passed = self._get_wanted_documents(), told.get("documents")
        if not isinstance(passed, int) or passed < wanted:
            return self.env._(
                "It tells of %(passed)s documents, and %(wanted)s are wanted.",
                passed=passed,
                wanted=wanted,
            )
        return ""

    def _check_same(self, told):
        if told.get("connector") != self.connector_id.code:
            return self.env._(
                "It was made for the connector “%(other)s”, and this one is “%(own)s”.",
                other=told.get("connector"),
                own=self.connector_id.code,
            )
        if told.get("setup") != self.connector_id._get_setup_digest():
            return self.env._(
                "It was made for another setup than this one: try this one first."
            )
        return ""

    # ------------------------------------------------------------- buttons
    def action_start_trial(self):
        """Button: let the partner's test system in."""
        self._check_manager()
        self.ensure_one()
        if self.environment == "production":
            raise UserError(
                self.env._("A trial is run in the test system, not in production.")
            )
        if gaps := self._get_gaps(BEFORE_TRIAL):
            raise ValidationError(
                self.env._("The trial cannot begin yet: %s", " ".join(gaps))
            )
        self._note_worker()
        self.sudo().write(
            {
                "state": "trial",
                "certificate": False,
                "trial_started_at": fields.Datetime.now(),
                "trial_setup": self.connector_id._get_setup_digest(),
                "trial_wire": self.connector_id._get_wire_digest(),
            }
        )
        self.connector_id.action_go_live()
        self._refresh()
        return True

    def action_finish_trial(self):
        """Button: the trial is passed; what comes now waits for the approval."""
        self._check_manager()
        self.ensure_one()
        if self.state != "trial":
            raise UserError(self.env._("No trial is running."))
        if problem := self._check_wire() or self._check_course():
            raise ValidationError(problem)
        self._note_worker()
        self.sudo().write(
            {"state": "preparing", "certificate": self._make_certificate()}
        )
        self.connector_id.action_pause()
        self._refresh()
        return True

    def _make_certificate(self):
        """What production takes as proof, as JSON."""
        told = {
            "kind": "logistics_sync_trial",
            "partner": self.name,
            "connector": self.connector_id.code,
            "environment": self.environment,
            "documents": self.trial_passed,
            "from": self.trial_started_at.isoformat(),
            "until": fields.Datetime.now().isoformat(),
            "by": self.env.user.name,
            "setup": self.connector_id._get_setup_digest(),
        }
        key = self.env["logistics.sync.promotion"]._get_key()
        if key:
            told = sign(told, key)
        return json.dumps(told, indent=2, ensure_ascii=False)
