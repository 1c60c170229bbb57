"""The test server's choice of a Java: what is too old, trimmed or no Java at all is passed over by name."""

from pathlib import Path

import pytest

from tests.servers import Unavailable, elasticsearch


def a_java(folder: Path, version: str, modules: str = "java.base jdk.incubator.vector") -> Path:
    """Return a folder that looks like a Java home."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").touch()
    (folder / "release").write_text(f'JAVA_VERSION="{version}"\nMODULES="{modules}"\n')
    return folder


def test_the_java_that_is_named_first_and_fits_is_taken(tmp_path: Path) -> None:
    old, trimmed = a_java(tmp_path / "old", "17.0.15"), a_java(tmp_path / "trimmed", "25.0.1", "java.base")
    fitting, other = a_java(tmp_path / "fits", "21.0.2"), a_java(tmp_path / "other", "25")

    assert elasticsearch.fitting_java([tmp_path / "none", old, trimmed, fitting, other]) == fitting


def test_where_no_java_fits_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="TRAWLNET_TEST_ELASTICSEARCH_URL"):
        elasticsearch.fitting_java([a_java(tmp_path / "old", "17.0.15")])
