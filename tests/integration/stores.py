"""On which real stores a test of this folder runs: Valkey, unless it is marked to run on both kinds that we support."""

import pytest

both_stores = pytest.mark.parametrize("store_url", ["valkey_url", "redis_server_url"], indirect=True)
