# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the web door answers: a document taken in, or a refusal with its remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .problem import problem


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer: ``document`` becomes its JSON body."""

    status: int
    document: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """A request that is not taken in; becomes an ``application/problem+json`` answer.

    ``code`` is part of the contract with partners, ``more`` are further members of
    the problem document, ``headers`` go with the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        *,
        remedy: str | None = None,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.remedy = remedy
        self.field = field
        self.headers = dict(headers or {})
        self.more = dict(more or {})

    def to_answer(self, trace: str) -> Answer:
        """The answer for the request with this correlation id."""
        document = problem(
            self.status,
            self.title,
            self.detail,
            code=self.code,
            field=self.field,
            remedy=self.remedy,
            correlation_id=trace,
        )
        return Answer(self.status, document | self.more, self.headers)
