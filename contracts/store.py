"""The connection to Redis or Valkey, and whether that server would lose work."""

from typing import Any

import redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from contracts.errors import Misconfigured, StoreUnreachable

MIN_REDIS = (7, 0)


def connect(url: str, *, timeout_s: float = 5.0) -> redis.Redis:
    """Return a client that answers bytes and rides out a server's restart of a few seconds; nothing is sent yet."""
    over_tcp = {} if url.startswith("unix:") else {"socket_keepalive": True}
    return redis.Redis.from_url(
        url,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        health_check_interval=10,
        retry=Retry(ExponentialBackoff(cap=1.0, base=0.05), retries=8),
        retry_on_error=[redis.ConnectionError, redis.TimeoutError, redis.BusyLoadingError],
        **over_tcp,
    )


def check_store(client: redis.Redis, *, url: str) -> dict[str, Any]:
    """Return the server's `INFO`; raises `StoreUnreachable`, or `Misconfigured` if the server would lose work."""
    try:
        info: dict[str, Any] = client.info()
        policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
    except redis.AuthenticationError as error:
        raise Misconfigured(f"Redis at {shown(url)} wants a password: put it into TRAWLNET_REDIS_URL.") from error
    except redis.ResponseError:
        policy = "noeviction"
        info = client.info()
    except redis.RedisError as error:
        raise StoreUnreachable(
            f"Redis at {shown(url)} does not answer: start it, or correct TRAWLNET_REDIS_URL, "
            "or unset that to use the embedded one."
        ) from error
    version = tuple(int(part) for part in str(info["redis_version"]).split(".")[:2])
    if version < MIN_REDIS:
        raise Misconfigured(f"Redis at {shown(url)} is {info['redis_version']}: 7.0 or newer is needed.")
    if policy not in ("noeviction", b"noeviction"):
        raise Misconfigured(
            f"Redis at {shown(url)} may evict keys (maxmemory-policy {policy}) and so lose pages: set it to noeviction."
        )
    return info


def shown(url: str) -> str:
    """Return a URL without its password, to be shown or logged."""
    head, at, tail = url.rpartition("@")
    if not at:
        return url
    scheme, _, _ = head.partition("://")
    return f"{scheme}://…@{tail}"
