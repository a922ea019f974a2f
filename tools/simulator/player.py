# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Plays the plan in compressed time; each partner acts by itself."""

import time
from random import Random
from threading import Thread

import requests

from . import depot, ironbridge, nordpost, swiftline
from .faults import spoil
from .journal import Journal
from .plan import Action, Plan
from .sending import Answer, Sender

RENDERERS = {
    "swiftline": swiftline.render,
    "nordpost": nordpost.render,
    "depot": depot.render,
    "ironbridge": ironbridge.render,
}


class Player:
    """One day of all partners."""

    def __init__(self, plan: Plan, journal: Journal):
        self.plan = plan
        self.journal = journal
        self.started = 0.0

    def play(self) -> None:
        """Act, partner by partner in parallel, until the day is over."""
        self.started = time.monotonic()
        threads = [
            Thread(target=self._play_partner, args=(code,), name=code)
            for code in self.plan.partners
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _play_partner(self, code: str) -> None:
        rng = Random(f"{self.plan.seed}/{code}")
        sender = Sender(self.plan.partners[code], rng)
        answers: dict[str, Answer] = {}
        actions = [action for action in self.plan.actions if action.partner == code]
        for action in sorted(actions, key=lambda action: action.minute):
            self._wait_for(action.minute)
            body = spoil(RENDERERS[code](action, self.plan), action.fault, rng)
            try:
                answer = sender.send(action, body)
            except (requests.RequestException, OSError) as error:
                self._note(action, Answer(-1), f"{type(error).__name__}: {error}")
                continue
            self._note(action, answer, self._judge(action, answer, answers))
            answers[action.id] = answer

    def _wait_for(self, minute: int) -> None:
        due = self.started + minute / 60 * self.plan.seconds_per_hour
        time.sleep(max(due - time.monotonic(), 0))

    def _judge(self, action: Action, answer: Answer, earlier: dict) -> str:
        """What is wrong with the answer, or nothing."""
        expect = action.expect or {}
        if answer.status != expect.get("status", 0):
            return f"status {answer.status}, expected {expect.get('status', 0)}"
        first = expect.get("same_as")
        if first and answer.document != earlier[first].document:
            return f"not answered as {first} was"
        if answer.status == 202 and not (
            answer.document.get("message_id") and answer.document.get("correlation_id")
        ):
            return "accepted without message id and correlation id"
        if answer.status >= 400 and not answer.document.get("detail"):
            return "refused without saying why"
        if expect.get("field") and answer.document.get("field") != expect["field"]:
            return f"names field {answer.document.get('field')}"
        return ""

    def _note(self, action: Action, answer: Answer, problem: str) -> None:
        status = "file" if answer.status == 0 else str(answer.status)
        fault = f" ({action.fault.replace('_', ' ')})" if action.fault else ""
        self.journal.note(
            self.plan.moment(action.minute).strftime("%H:%M"),
            self.plan.partners[action.partner].name,
            f"{status:5} {describe(action)}{fault}",
            problem,
            id=action.id,
            key=action.key,
            status=answer.status,
            milliseconds=answer.milliseconds,
            answer=answer.document,
        )


def describe(action: Action) -> str:
    """A few words for the screen."""
    content = action.content
    if action.kind == "file":
        return f"{content['file']}, {len(content['rows'])} rows"
    if action.kind == "x12":
        statuses = " ".join(status["code"] for status in content.get("statuses", ()))
        return f"X12 {content['set']} {content['pro']} {statuses}".rstrip()
    codes = " ".join(scan["code"] for scan in content["scans"])
    return f"{action.key}: {codes}"
