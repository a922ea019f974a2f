# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo import api, fields, models

STEPS = ("conditions", "taxes", "invoice", "posting")
# So many entries are kept; the older ones of a release that fails for months go.
KEPT = 60


@contextmanager
def _step(name):
    """Let whatever is raised tell at which step it happened; the innermost counts."""
    try:
        yield
    # Whatever it is goes on its way; it only learns where it happened.
    except Exception as error:  # pylint: disable=broad-except
        if not hasattr(error, "logistics_step"):
            error.logistics_step = name
        raise


class LogisticsInvoiceRelease(models.Model):
    """What was done for an invoice, step by step; a retry goes on where it failed."""

    _inherit = "logistics.invoice.release"

    # [{attempt, step, result: done | failed, at: ISO UTC, by: user id}]
    steps = fields.Json(string="Steps as Kept", readonly=True, copy=False)
    failed_step = fields.Char(readonly=True, copy=False)
    step_log = fields.Text(compute="_compute_step_log", string="Steps")

    @api.depends("steps", "error")
    @api.depends_context("lang", "tz")
    def _compute_step_log(self):
        labels = self._get_step_labels()
        results = {"done": self.env._("done"), "failed": self.env._("failed")}
        ids = {entry["by"] for release in self for entry in release.steps or []}
        users = self.env["res.users"].sudo().browse(ids).exists()
        names = {user.id: user.name for user in users}
        for release in self:
            release.step_log = "\n".join(
                self.env._(
                    "Attempt %(attempt)s, %(at)s: %(step)s %(result)s (%(user)s)",
                    attempt=entry["attempt"],
                    at=fields.Datetime.context_timestamp(
                        release, fields.Datetime.to_datetime(entry["at"])
                    ).strftime("%Y-%m-%d %H:%M %Z"),
                    step=labels[entry["step"]],
                    result=results[entry["result"]],
                    user=names.get(entry["by"], "?"),
                )
                for entry in release.steps or []
            )

    def _get_step_labels(self):
        return {
            "conditions": self.env._("Conditions of the rule"),
            "taxes": self.env._("Tax check"),
            "invoice": self.env._("Invoice"),
            "posting": self.env._("Posting"),
        }

    # ------------------------------------------------------------ invoicing
    def _create_invoices(self, group, quota, parts):
        with _step("taxes"):
            self._refuse_untaxed(self.env["sale.order.line"].union(*quota))
        with _step("invoice"):
            return super()._create_invoices(group, quota, parts)

    def _check_invoices(self, invoices):
        with _step("taxes"):
            return super()._check_invoices(invoices)

    def _post_invoices(self, invoices):
        with _step("posting"):
            return super()._post_invoices(invoices)

    # ---------------------------------------------------------------- course
    def _log_steps(self, failed=None):
        """Append what this attempt did, from where it began; ``failed`` ended it."""
        for release in self:
            first = STEPS.index(release.failed_step or STEPS[0])
            last = STEPS.index(failed) if failed else len(STEPS) - 1
            if release.rule_id.action == "draft" and not failed:
                last -= 1
            log = list(release.steps or [])
            shared = {
                "attempt": log[-1]["attempt"] + 1 if log else 1,
                "at": fields.Datetime.to_string(fields.Datetime.now()),
                "by": release.env.user.id,
            }
            log += [
                {
                    **shared,
                    "step": step,
                    "result": "failed" if step == failed else "done",
                }
                for step in STEPS[min(first, last) : last + 1]
            ]
            release.write({"steps": log[-KEPT:], "failed_step": failed or False})

    def _note_failure(self, error):
        result = super()._note_failure(error)
        self._log_steps(getattr(error, "logistics_step", "invoice"))
        return result

    def _close_with(self, invoices):
        result = super()._close_with(invoices)
        self.filtered(lambda one: one.state == "invoiced")._log_steps()
        return result

    def _judge(self, choices):
        result = super()._judge(choices)
        # Judged anew, the next attempt begins with the conditions again.
        self.filtered(
            lambda one: one.failed_step and one.state != "failed"
        ).failed_step = False
        return result

    # ----------------------------------------------------------------- retry
    def _retry(self):
        """What failed goes on at that step, unless its rule changed since."""
        again = self.filtered(lambda one: one._can_go_on())
        again.state = "eligible"
        result = super(LogisticsInvoiceRelease, self - again)._retry()
        again._invoice_now()
        return result

    def _can_go_on(self):
        self.ensure_one()
        rule = self.rule_id
        return bool(
            self.state == "failed"
            and self.failed_step
            and not self.needs_evaluation
            and rule.active
            and rule.version == self.rule_version
        )
