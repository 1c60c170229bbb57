"""The browser: which one is installed, whether it may run here, and how it is started without rights or network."""

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Any, Final

from contracts.errors import Misconfigured
from crawler.settings import CrawlSettings

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_LAUNCHER: Final = Path(__file__).with_name("launch.py")
_HOME_PREFIX: Final = "trawlnet-browser-"
_LAUNCH_S: Final = 30.0
_HEAP_MB: Final = 256
_SWITCHES: Final = (
    "headless",
    "remote-debugging-pipe",
    "no-first-run",
    "no-default-browser-check",
    "no-service-autorun",
    "no-pings",
    "disable-background-networking",
    "disable-background-timer-throttling",
    "disable-backgrounding-occluded-windows",
    "disable-renderer-backgrounding",
    "disable-back-forward-cache",
    "disable-breakpad",
    "disable-crash-reporter",
    "disable-client-side-phishing-detection",
    "disable-component-update",
    "disable-component-extensions-with-background-pages",
    "disable-default-apps",
    "disable-dev-shm-usage",
    "disable-domain-reliability",
    "disable-extensions",
    "disable-gpu",
    "disable-hang-monitor",
    "disable-notifications",
    "disable-popup-blocking",
    "disable-prompt-on-repost",
    "disable-quic",
    "disable-sync",
    "dns-prefetch-disable",
    "metrics-recording-only",
    "mute-audio",
    "password-store=basic",
    "use-mock-keychain",
    "blink-settings=imagesEnabled=false",
    "force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "proxy-bypass-list=<-loopback>",
    f"js-flags=--max-old-space-size={_HEAP_MB}",
    "disable-features=MediaRouter,DialMediaRouteProvider,OptimizationHints,Translate,AutofillServerCommunication,"
    "AcceptCHFrame,InterestFeedContentSuggestions,CertificateTransparencyComponentUpdater,PaintHolding,HttpsUpgrades,"
    "LensOverlay,DestroyProfileOnBrowserClose,RenderDocument,Prerender2,SpeculationRulesPrefetchFuture",
)


def trouble_with(settings: CrawlSettings) -> str | None:
    """Return why no page can be rendered here, in a sentence that says what to do; None if it seems to be possible."""
    try:
        browser_of(settings)
    except Misconfigured as error:
        return str(error)
    return None


def browser_of(settings: CrawlSettings) -> Path:
    """Return the browser's program; raises `Misconfigured` if pages can't be rendered here."""
    if find_spec("scrapy_playwright") is None:
        raise Misconfigured("To render pages, install Trawlnet with its extra: pip install 'trawlnet[rendering]'.")
    named = settings.browser
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        looked_for = f"{named} is no program" if named else "none is on the PATH"
        raise Misconfigured(
            f"To render pages, install Chromium (Debian: apt-get install chromium), or name it in "
            f"TRAWLNET_CRAWL_BROWSER: {looked_for}."
        )
    if os.geteuid() == 0 and not _is_user_without_rights(settings.browser_user):
        raise Misconfigured(
            f"A browser must not run as root: name a user without rights in TRAWLNET_CRAWL_BROWSER_USER, "
            f"{settings.browser_user!r} is none."
        )
    return Path(found)


def _is_user_without_rights(name: str) -> bool:
    try:
        return pwd.getpwnam(name).pw_uid != 0
    except KeyError:
        return False


class Nowhere:
    """A port of this machine that is taken and on which nobody listens: the browser's only way to the network."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()


class UnprivilegedBrowser:
    """Starts browsers for scrapy-playwright's handler, as its `BrowserProvider` asks for."""

    def __init__(self, settings: CrawlSettings) -> None:
        self._settings = settings
        self._nowhere = Nowhere()
        self._manager: Any = None
        self._playwright: Any = None
        self._homes: list[Path] = []
        self._launching = asyncio.Lock()
        self._running: Any = None

    async def start(self) -> None:
        """Start nothing yet: no source may ask for a browser."""
        _remove_what_others_left()

    async def launch_browser(self) -> Any:
        """Return the running browser, started if there is none; raises `Misconfigured` if it can't be."""
        async with self._launching:
            if self._running is None or not self._running.is_connected():
                self._remove_homes()
                self._running = await self._launched()
            return self._running

    async def _launched(self) -> Any:
        from playwright.async_api import Error, async_playwright

        program = browser_of(self._settings)
        if self._playwright is None:
            self._manager = async_playwright()
            self._playwright = await self._manager.start()
        home = Path(mkdtemp(prefix=f"{_HOME_PREFIX}{os.getpid()}-"))
        self._homes.append(home)
        try:
            return await self._playwright.chromium.launch(
                executable_path=sys.executable,
                ignore_default_args=True,
                args=["-I", str(_LAUNCHER), str(home), self._settings.browser_user, str(program), *self._flags(home)],
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                timeout=_LAUNCH_S * 1000,
            )
        except Error as error:
            raise Misconfigured(_why_not(program, str(error))) from error

    def _flags(self, home: Path) -> list[str]:
        own = [f"user-data-dir={home}/profile", f"proxy-server={self._nowhere.address}"]
        unboxed = () if self._settings.browser_sandbox else ("no-sandbox",)
        return [f"--{switch}" for switch in (*_SWITCHES, *own, *unboxed)]

    async def launch_persistent_context(self, context_kwargs: dict[str, Any]) -> Any:
        """Refuse: nothing of a page outlives it."""
        from scrapy.exceptions import NotSupported

        raise NotSupported("Pages are rendered in fresh contexts only.")

    async def close(self) -> None:
        """End what was started, and leave nothing behind."""
        if self._playwright is not None:
            await self._playwright.stop()
        self._nowhere.close()
        self._remove_homes()

    def _remove_homes(self) -> None:
        for home in self._homes:
            shutil.rmtree(home, ignore_errors=True)
        self._homes.clear()

    def kill(self) -> None:
        """End every browser that was started at once, whatever it is doing."""
        for home in self._homes:
            for pid in _pids_using(home):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)


def _pids_using(home: Path) -> list[int]:
    """The processes that were started with this home in their command, ourselves left out."""
    marks = (f"--user-data-dir={home}/profile".encode(), str(_LAUNCHER).encode())
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (entry / "cmdline").read_bytes()
            if marks[0] in command and int(entry.name) != os.getpid():
                found.append(int(entry.name))
    return found


def _why_not(program: Path, said: str) -> str:
    """What a browser that did not start wants changed."""
    if "No usable sandbox" in said or ("sandbox" in said.lower() and "Operation not permitted" in said):
        return (
            "Chromium can't build its sandbox here: allow unprivileged user namespaces, "
            "or give it up with TRAWLNET_CRAWL_BROWSER_SANDBOX=false."
        )
    last = next((line for line in reversed(said.splitlines()) if "[err]" in line), said.strip().splitlines()[0])
    return f"{program} did not start: {last.strip()[:300]}"


def _remove_what_others_left() -> None:
    """Remove the homes of browsers whose crawlers were killed."""
    for home in Path(gettempdir()).glob(f"{_HOME_PREFIX}*"):
        owner = home.name.removeprefix(_HOME_PREFIX).split("-", maxsplit=1)[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(home, ignore_errors=True)
