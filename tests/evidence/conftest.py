"""Every test of the room has a store of its own."""

import pytest


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "evidence"
