"""Requests by the thousand out of the OpenAPI document, right and wrong: the endpoint does what it says it does."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import Engine

from sync.protocol import HEADER
from sync.server.app import Endpoint, create_app
from sync.server.database import open_database
from sync.server.rate import Limits, Pace

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SHARES: Final = {"POST /v1/exchange": 0.75, "POST /v1/enrol": 0.25}
"""Of all requests: a page without a body has a dozen different ones, and gets them beside."""


@dataclass
class Campaign:
    """An endpoint under fire: who asks, what was answered."""

    schema: Any
    tokens: list[str]
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)

    def fire(self, case: Any, token: str) -> None:  # noqa: ANN401 - Schemathesis' own
        """Send one request and check its answer against the document."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = case.call_and_validate(headers=headers, checks=CHECKS)
        assert answer.headers[HEADER.lower()] == ["1"]
        self.statuses[case.operation.label, answer.status_code] += 1

    def run(self, requests: int, wrong: int = 10_000) -> None:
        """Send what follows from the schema, then search with so many requests, `wrong` at most of a kind not right."""
        operations = [found.ok() for found in self.schema.get_all_operations()]
        for operation in operations:
            self.cover(operation)
            for mode in GenerationMode:
                number = max(12, int(requests * SHARES.get(operation.label, 0) / 2))
                self.search(operation, mode, min(number, wrong) if mode is GenerationMode.NEGATIVE else number)

    def cover(self, operation: Any) -> None:  # noqa: ANN401 - Schemathesis' own
        """Send the cases that follow from the schema alone: each limit, each missing and each surplus thing."""
        cases = self.schema.iter_coverage_cases(
            operation=operation,
            generation_modes=list(GenerationMode),
            generation_config=self.schema.config.generation_for(operation=operation),
        )
        for case, token in zip(cases, cycle(self.tokens), strict=False):
            self.fire(case, token)

    def search(self, operation: Any, mode: GenerationMode, number: int) -> None:  # noqa: ANN401 - Schemathesis' own
        """Let Hypothesis look for a request that breaks something."""
        if mode is GenerationMode.NEGATIVE and not operation.body:
            return  # nothing can be wrong about a request that says nothing

        @settings(
            max_examples=number,
            deadline=None,
            database=None,
            derandomize=number < 500,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), token=st.sampled_from(self.tokens))
        def hit(case: Any, token: str) -> None:  # noqa: ANN401 - Schemathesis' own
            self.fire(case, token)

        hit()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Give a SQLite file."""
    opened = open_database(tmp_path / "serveur.sqlite")
    yield opened
    opened.dispose()


@pytest.fixture
def campaign(engine: Engine, token_of: Callable[..., str]) -> Campaign:
    """Read the document from the endpoint itself, and enrol those who will ask."""
    wide = Pace(10**9, 1)
    endpoint = Endpoint(engine, ticks=iter(range(0, 10**12, 60)).__next__, limits=Limits(device=wide, stranger=wide))
    tokens = [token_of(), token_of("prefecture"), token_of("region"), token_of("national"), "pvd_" + "x" * 43, ""]
    schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(endpoint), config=SchemathesisConfig())
    return Campaign(schema, tokens)


@pytest.mark.heavy
def test_the_endpoint_does_what_its_document_says(campaign: Campaign) -> None:
    """No 5xx, no status, header or body that the document does not know; and more than refusals are heard."""
    campaign.run(200, wrong=50)  # of 75, Hypothesis draws the last 25 in three times the time of the first 50

    assert sum(campaign.statuses.values()) > 400
    assert campaign.statuses["POST /v1/exchange", 200] > 10
    assert campaign.statuses["POST /v1/exchange", 400] > 10


@pytest.mark.long
def test_ten_thousand_requests(campaign: Campaign) -> None:
    """The same for long."""
    campaign.run(11_000)

    print(sum(campaign.statuses.values()), "requests:", dict(sorted(campaign.statuses.items())))  # noqa: T201 - the figure
    assert sum(campaign.statuses.values()) >= 10_000
