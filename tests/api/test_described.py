"""The OpenAPI description holds: whatever is sent to any operation, nothing fails, and every status is a described one."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.specs.openapi import checks as openapi_checks

from api.app import create_app
from api.tokens import Role, add

SOME = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_CHECKS = (
    CHECKS.get_one("not_a_server_error"),
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
)


@pytest.fixture(scope="module")
def described(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The schema of the service on a home of its own, and the headers of a token that opens everything."""
    own = Path(shutil.copytree(home, tmp_path_factory.mktemp("described") / "home"))
    token = add(own / "tokens.toml", "all", Role.ADMINISTRATION)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.admin.subprocess.Popen", _NoIngest)
        patch.setenv("GUIDE_ADDRESS_LIMIT", "100000/minute")
        yield create_app(own), {"authorization": f"Bearer {token}"}


class _NoIngest:
    """An ingest that is over as soon as it begins."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def wait(self) -> int:
        return 0


@pytest.mark.slow
def test_no_operation_fails_or_answers_with_what_is_not_described(described: Any) -> None:
    app, token = described
    with TestClient(app):  # opened once for all
        schema = schemathesis.openapi.from_asgi("/openapi.json", app)
        operations = [found.ok() for found in schema.get_all_operations()]
        assert len(operations) >= 15
        for operation in operations:
            _try(operation, token)


def _try(operation: Any, token: dict[str, str]) -> None:
    """Send what fits the description of an operation and what does not, with a token and without."""

    @SOME
    @given(case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)))
    def holds(case: Any) -> None:
        for headers in (token, {}):
            response = case.call(headers=headers)
            case.validate_response(response, checks=_CHECKS)
            assert "Traceback" not in response.text

    holds()
