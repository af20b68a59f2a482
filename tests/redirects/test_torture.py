"""A short run of made-up rules on every engine, from seeds that once found a wrong answer; `torture.py` runs for long."""

from __future__ import annotations

import pytest

from migrator import registry
from migrator.prove.engine import found_binary

from .hosts import HOSTS_FOLDER
from .torture import HOSTED, SERVERS, round_of

pytestmark = pytest.mark.engine
SEEDS = (1, 6, 8, 101, 102, 104)
RULES = 40


@pytest.mark.parametrize("name", SERVERS)
def test_the_server_answers_made_up_rules_and_everything_near_them_as_its_model_does(name: str) -> None:
    binary = registry.load("target", name).engine(None).binary  # type: ignore[arg-type, union-attr]
    if found_binary(binary) is None:
        pytest.skip(f"{binary} is not installed")
    _holds(name, SEEDS[SERVERS.index(name) % len(SEEDS)])


@pytest.mark.parametrize("name", HOSTED)
def test_the_hosts_engine_answers_made_up_rules_as_the_model_does(name: str) -> None:
    if found_binary("node") is None or not (HOSTS_FOLDER / "node_modules").is_dir():
        pytest.skip("the hosts' engines are not installed: make hosts")
    _holds(name, SEEDS[HOSTED.index(name) % len(SEEDS)])


def _holds(name: str, seed: int) -> None:
    outcome = round_of(name, seed, RULES)
    assert outcome.wrong == ()
    assert outcome.rules > RULES // 5
    assert outcome.asked > RULES
