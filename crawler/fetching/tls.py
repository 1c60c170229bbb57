"""Which certificates are believed: those that the machine's or the operator's authorities signed; any of named hosts.

Scrapy by itself believes every certificate.
"""

import re
import ssl
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import certifi
from OpenSSL import SSL
from OpenSSL.crypto import FILETYPE_PEM, X509, load_certificate
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.internet._sslverify import IOpenSSLTrustRoot
from twisted.internet.ssl import optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from contracts.errors import Misconfigured
from crawler.settings import CrawlSettings

SETTINGS: Final = "TRAWLNET_CRAWL"
"""Under this name Scrapy's settings hold ours."""
_PEM: Final = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@implementer(IOpenSSLTrustRoot)
class TrustRoot:
    """The authorities of the machine (or, where it has none, of certifi), and those of the operator's own file."""

    def __init__(self, ca_file: Path | None = None) -> None:
        paths = ssl.get_default_verify_paths()
        bundle: str | None = paths.cafile
        self._folder: str | None = None if bundle else paths.capath
        if bundle is None and self._folder is None:
            bundle = certifi.where()
        self._certificates = [*_certificates(bundle), *_certificates(ca_file)]

    def _addCACertsToContext(self, context: Any) -> None:  # noqa: N802 (Twisted's name)
        store = context.get_cert_store()
        for certificate in self._certificates:
            store.add_cert(certificate)
        if self._folder is not None:
            context.load_verify_locations(None, self._folder)


def _certificates(file: str | Path | None) -> list[X509]:
    if file is None:
        return []
    try:
        return [load_certificate(FILETYPE_PEM, found) for found in _PEM.findall(Path(file).read_bytes())]
    except (OSError, SSL.Error) as error:
        raise Misconfigured(f"The file of certificate authorities {file} can't be read: {error}.") from error


@implementer(IPolicyForHTTPS)
class Certificates:
    """What Twisted asks for at each connection: verify, unless a setting names the host."""

    def __init__(self, settings: CrawlSettings) -> None:
        self._trusted = settings.insecure_tls
        self._root: Any = TrustRoot(settings.ca_file)
        self._careless: Any = _ScrapyClientContextFactory()

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 (Twisted's name)
        """Return how a connection to the host is made."""
        host = hostname.decode("ascii")
        if any(fnmatchcase(host.lower(), pattern) for pattern in self._trusted):
            return self._careless.creatorForNetloc(hostname, port)
        return optionsForClientTLS(hostname=host, trustRoot=self._root)


class VerifyingHandler(HTTP11DownloadHandler):
    """Scrapy's downloader for HTTP/1.1, which verifies certificates."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._contextFactory: Any = Certificates(crawler.settings[SETTINGS])


def is_certificate_error(error: BaseException | None) -> bool:
    """Return whether a connection failed since the certificate is not believed, as far as its causes tell."""
    seen: list[BaseException] = [error] if error is not None else []
    for one in seen:
        if "certificate verify failed" in repr(one) or type(one).__name__ in ("VerificationError", "CertificateError"):
            return True
        reasons = [getattr(reason, "value", None) for reason in getattr(one, "reasons", ())]
        causes = (one.__cause__, one.__context__, *reasons)
        seen += [cause for cause in causes if isinstance(cause, BaseException) and cause not in seen][:20]
    return False
