"""What docker-compose.yml promises of every container, read from the file."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.servers.elasticsearch import IMAGE

ROOT = Path(__file__).resolve().parents[3]
FILE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
SCALED = ("crawler", "worker", "indexer")

each_service = pytest.mark.parametrize("name", sorted(SERVICES))
each_of_ours = pytest.mark.parametrize("name", OURS)


def test_every_part_is_a_service_and_the_newsroom_comes_with_the_profile_demo_alone() -> None:
    usual = {name for name, service in SERVICES.items() if "profiles" not in service}

    assert usual == {"redis", "elasticsearch", "crawler", "worker", "indexer", "web"}
    assert {name: SERVICES[name]["profiles"] for name in set(SERVICES) - usual} == {
        "newsroom": ["demo"],
        "demo": ["demo"],
    }


@each_service
def test_a_container_has_no_privileges_and_cannot_gain_any(name: str) -> None:
    service = SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "ipc", "devices"} & set(service)
    assert service["init"] is True


@each_service
def test_a_container_is_bounded_in_memory_processes_log_and_the_time_it_takes_to_stop(name: str) -> None:
    service = SERVICES[name]

    assert service["mem_limit"]
    assert service["pids_limit"] <= 2048
    assert service["logging"]["options"]["max-size"]
    assert service["stop_grace_period"]


@each_service
def test_a_container_mounts_nothing_of_the_host_and_names_no_image_without_a_version(name: str) -> None:
    service = SERVICES[name]

    assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(FILE["volumes"])
    assert service["image"].rpartition(":")[2] not in ("", "latest", service["image"])


@each_of_ours
def test_a_container_of_ours_runs_as_a_numbered_user_on_a_file_system_it_cannot_write(name: str) -> None:
    service = SERVICES[name]

    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["image"] == "trawlnet:local"
    assert isinstance(service["command"], list)


@pytest.mark.parametrize("name", SCALED)
def test_a_service_that_scales_has_no_name_and_no_port_of_its_own(name: str) -> None:
    assert not {"container_name", "hostname", "ports"} & set(SERVICES[name])


def test_only_the_web_page_is_published_and_only_to_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert published == {"web": ["127.0.0.1:${TRAWLNET_WEB_PORT:-8080}:8080"]}


def test_the_stores_are_on_a_network_that_leads_nowhere() -> None:
    assert FILE["networks"]["stores"] == {"internal": True}
    assert SERVICES["redis"]["networks"] == ["stores"]
    assert SERVICES["elasticsearch"]["networks"] == ["stores"]


def test_the_sample_web_is_found_by_its_name_and_no_network_claims_addresses() -> None:
    assert SERVICES["crawler"]["environment"]["TRAWLNET_CRAWL_RESOLVE"] == "*.localhost=newsroom"
    assert SERVICES["newsroom"]["networks"] == ["newsroom"]
    assert [name for name, network in FILE["networks"].items() if "ipam" in network] == []


def test_only_the_crawler_and_the_page_can_reach_the_outside() -> None:
    outside = {name for name, service in SERVICES.items() if "outside" in service["networks"]}

    assert outside == {"crawler", "web"}


def test_redis_keeps_every_write_and_evicts_nothing() -> None:
    command = SERVICES["redis"]["command"]
    settings = dict(zip(command[::2], command[1::2], strict=True))

    assert settings["--appendonly"] == "yes"
    assert settings["--maxmemory-policy"] == "noeviction"
    assert "--maxmemory" in settings
    assert "redis:/data" in SERVICES["redis"]["volumes"]


def test_the_tests_ask_the_very_elasticsearch_that_is_composed() -> None:
    assert SERVICES["elasticsearch"]["image"] == IMAGE


def test_the_demo_runs_once_and_hands_on_its_status() -> None:
    assert SERVICES["demo"]["restart"] == "no"
    assert SERVICES["demo"]["command"][:3] == ["trawlnet", "demo", "--exit"]


def test_the_image_is_built_without_root_an_index_address_or_unpinned_packages() -> None:
    lines = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8").splitlines()
    installs = [line for line in lines if "pip" in line and "install" in line]

    assert "USER 10001:10001" in lines
    assert [line for line in installs if "--require-hashes" not in line and "--no-index" not in line] == []
    assert [line for line in lines if "://" in line] == []
