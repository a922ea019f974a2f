# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core.metrics import Gauge
from .health import STALE_SECONDS
from .message_queue import CHANNELS

LEVELS = ("error", "warning", "notice")


class LogisticsSyncHealth(models.AbstractModel):
    """What the figures mean for whoever administers it, and what to do about it."""

    _inherit = "logistics.sync.health"

    @api.model
    @api.private
    def _find(self, facts):
        """Findings, the worst first: dicts of code, level, sentence, advice, path.

        ``code`` is the anchor ``health_<code>`` of the runbooks; ``path`` a screen of
        Odoo where it goes on.
        """
        found = [
            *self._judge_dispatcher(facts),
            *self._judge_lanes(facts),
            *self._judge_partners(facts),
            *self._judge_questions(facts),
        ]
        for finding in found:
            finding["runbook"] = self.env["logistics.sync.exception.code"]._get_runbook(
                f"health_{finding['code']}"
            )
        return sorted(found, key=lambda finding: LEVELS.index(finding["level"]))

    def _judge_dispatcher(self, facts):
        dispatcher = facts["dispatcher"]
        last = (
            self._tell(dispatcher["scheduler_last_run"])
            if dispatcher["scheduler_last_run"]
            else self.env._("the installation")
        )
        if not dispatcher["scheduler_switched_on"]:
            yield _finding(
                "scheduler_off",
                "error",
                self.env._("The search for due messages is switched off."),
                self.env._(
                    "In a copy of a database that is right. Elsewhere switch on the "
                    "scheduled action “Logistics Sync: find due messages nobody works "
                    "on”."
                ),
            )
        elif dispatcher["kind"] == "none":
            yield _finding(
                "no_dispatcher",
                "error",
                self.env._(
                    "Nothing wakes the workers: no job runner is connected and the "
                    "scheduler has not run since %s.",
                    last,
                ),
                self.env._(
                    "Start the server with at least one cron worker, or start the job "
                    "runner. Nothing is lost meanwhile."
                ),
            )
        elif not dispatcher["scheduler_alive"]:
            yield _finding(
                "scheduler_late",
                "warning",
                self.env._(
                    "The scheduler has not run since %s; only the job runner works.",
                    last,
                ),
                self.env._(
                    "Start a server with cron workers: without them nobody watches "
                    "deadlines or fetches documents."
                ),
            )
        if facts["jobs_failed"]:
            yield _finding(
                "jobs_failed",
                "warning",
                self.env._(
                    "%s wake-up jobs failed. Their messages are found again each "
                    "minute.",
                    facts["jobs_failed"],
                ),
                self.env._(
                    "Open Job Queue, Failed, read why, and set them to done once the "
                    "cause is mended."
                ),
            )

    def _judge_lanes(self, facts):
        names = dict(
            self.env["logistics.sync.message"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        for lane in facts["lanes"]:
            name = names[lane["lane"]]
            if lane["oldest_due_seconds"] > STALE_SECONDS:
                yield _finding(
                    "lane_stalled",
                    "error",
                    self.env._(
                        "Lane %(lane)s: %(count)s messages are due, the oldest for "
                        "%(minutes)s minutes; %(workers)s workers are at it.",
                        lane=name,
                        count=lane["due"],
                        minutes=lane["oldest_due_seconds"] // 60,
                        workers=lane["workers"],
                    ),
                    self.env._(
                        "Without a worker: see what wakes the workers. With one: it is "
                        "too slow for what comes in; add workers."
                    ),
                    "logistics-messages",
                )
            if lane["expired"]:
                yield _finding(
                    "lease_expired",
                    "warning",
                    self.env._(
                        "Lane %(lane)s: the worker of %(count)s messages was lost.",
                        lane=name,
                        count=lane["expired"],
                    ),
                    self.env._(
                        "They are taken over by the next worker, once. If it happens "
                        "again and again, look into the server's log for memory or "
                        "time limits."
                    ),
                    "logistics-messages",
                )

    def _judge_partners(self, facts):
        for gate in facts["gates"]:
            yield _finding(
                "calls_stopped" if gate["state"] != "limited" else "limit_reached",
                "warning" if gate["state"] != "limited" else "notice",
                f"{gate['name']}: {gate['sentence']}",
                self.env._(
                    "Documents for it wait and leave in their order. Ask the partner; "
                    "calls can be resumed on the connector."
                )
                if gate["state"] != "limited"
                else self.env._(
                    "Nothing to do, unless the limit on the connector is set too low."
                ),
                f"logistics-connectors/{gate['connector_id']}",
            )
        for paused in facts["paused"]:
            yield _finding(
                "connector_paused",
                "notice",
                self.env._(
                    "%(name)s is paused; %(count)s messages wait since %(since)s.",
                    name=paused["name"],
                    count=paused["count"],
                    since=self._tell(paused["since"]),
                ),
                self.env._("Set the connector live when they may be processed."),
                f"logistics-connectors/{paused['connector_id']}",
            )
        for degraded in facts["degraded"]:
            yield _finding(
                "degraded",
                "warning",
                f"{degraded['name']}: {degraded['sentence']}",
                self.env._(
                    "Change the mode of operation on the connector when the reason "
                    "is gone."
                ),
                f"logistics-connectors/{degraded['connector_id']}",
            )
        for waiting in facts["waiting"]:
            yield _finding(
                "waiting",
                "notice",
                self.env._(
                    "%(count)s messages wait for: %(reason)s. The oldest came "
                    "%(since)s.",
                    count=waiting["count"],
                    reason=waiting["label"],
                    since=self._tell(waiting["since"]),
                ),
                self.env._(
                    "Each message says what it waits for and until when; group the "
                    "messages by “Waiting for”."
                ),
                "logistics-messages",
            )

    def _judge_questions(self, facts):
        questions = facts["questions"]
        sentences = {
            "dead_letters": (
                "warning",
                self.env._(
                    "%s messages were given up and wait for a decision.",
                    questions["dead_letters"],
                ),
                self.env._("Mend the cause, then replay them, or ignore them."),
                "logistics-dead-letters",
            ),
            "overdue_answers": (
                "warning",
                self.env._(
                    "%s answers or pick-ups of partners are overdue.",
                    questions["overdue_answers"],
                ),
                self.env._("Ask the partner whether it has our documents."),
                "logistics-exceptions",
            ),
            "late": (
                "warning",
                self.env._(
                    "%(late)s of %(open)s open exceptions are past their deadline.",
                    late=questions["late"],
                    open=questions["open"],
                ),
                self.env._("Assign them; the oldest first."),
                "logistics-exceptions",
            ),
        }
        codes = {"late": "questions_late"}
        for name, parts in sentences.items():
            if questions[name]:
                yield _finding(codes.get(name, name), *parts)

    def _tell(self, moment):
        return self.env["logistics.sync.connector"]._format_moment(moment)

    # ------------------------------------------------------------- metrics
    @api.model
    @api.private
    def _as_gauges(self, facts):
        """The figures for monitoring systems."""
        by_lane = {lane["lane"]: lane for lane in facts["lanes"]}

        def lanes(name, key, text):
            samples = tuple(
                ({"lane": channel}, by_lane[channel][key]) for channel in CHANNELS
            )
            return Gauge(f"logistics_sync_{name}", text, samples)

        def one(name, text, value):
            return Gauge(f"logistics_sync_{name}", text, (({}, value),))

        dispatcher, questions = facts["dispatcher"], facts["questions"]
        return [
            lanes("due_messages", "due", "Messages a worker could take now."),
            lanes(
                "oldest_due_seconds",
                "oldest_due_seconds",
                "How long the oldest of them has been due.",
            ),
            lanes("leased_messages", "in_work", "Messages a worker holds."),
            lanes("expired_leases", "expired", "Messages whose worker was lost."),
            lanes("retrying_messages", "retrying", "Messages that wait for a retry."),
            lanes("workers", "workers", "Workers now, on whatever machine."),
            Gauge(
                "logistics_sync_waiting_messages",
                "Messages that wait on purpose, by reason.",
                tuple(
                    ({"reason": row["reason"]}, row["count"])
                    for row in facts["waiting"]
                ),
            ),
            Gauge(
                "logistics_sync_calls_stopped",
                "Partners that are not called now.",
                tuple(
                    ({"connector": row["connector"], "state": row["state"]}, 1)
                    for row in facts["gates"]
                ),
            ),
            one("open_exceptions", "Questions nobody answered.", questions["open"]),
            one("dead_letters", "Messages given up.", questions["dead_letters"]),
            one("runner_up", "Job runner alive.", int(dispatcher["runner_alive"])),
            one("scheduler_up", "Scheduler alive.", int(dispatcher["scheduler_alive"])),
        ]


def _finding(code, level, sentence, advice, path=None):
    return {
        "code": code,
        "level": level,
        "sentence": sentence,
        "advice": advice,
        "path": path,
    }
