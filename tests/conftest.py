"""What every test of the product shares: one event loop (pyproject.toml), one printed seed."""

import random

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.servers", "tests.http", "tests.sharing"]

CONTENT_BYTES = 40
"""More of them are a file's content, and no name."""

settings.register_profile(
    "adjuge",
    deadline=None,  # two shared cores say nothing about one example's speed
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("adjuge")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the run's seed, unless `--hypothesis-seed` did, so that chance can be repeated."""
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(random.SystemRandom().getrandbits(32))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a file's content by its argument: made anew by each process, it gives no name that all agree on."""
    return argname if isinstance(val, bytes) and len(val) > CONTENT_BYTES else None


def pytest_report_header(config: pytest.Config) -> str:
    """Print the seed: `--hypothesis-seed=N` repeats this run."""
    return f"seed: {config.option.hypothesis_seed} (repeat with --hypothesis-seed={config.option.hypothesis_seed})"


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """Give the run's seed to simulations and other tests that roll dice."""
    return int(pytestconfig.option.hypothesis_seed)
