"""In which zone a page writes times without one: its own offset elsewhere, its country's, its language's."""

import re
from collections.abc import Iterable
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

_ABBREVIATIONS: Final = (
    "utc=0 gmt=0 z=0 bst=60 ist=330 wet=0 west=60 cet=60 mez=60 cest=120 mesz=120 eet=120 eest=180 msk=180 мск=180 "
    "jst=540 kst=540 hkt=480 sgt=480 pht=480 wib=420 wita=480 wit=540 ict=420 est=-300 edt=-240 cst=-360 cdt=-300 "
    "mst=-420 mdt=-360 pst=-480 pdt=-420 akst=-540 akdt=-480 hst=-600 brt=-180 art=-180 clt=-240 sast=120 wat=60 "
    "eat=180 pkt=300 npt=345 gst=240 ast=-240 adt=-180 trt=180 aest=600 aedt=660 acst=570 awst=480 nzst=720 nzdt=780"
)
_MINUTES: Final = {name: int(minutes) for name, minutes in (pair.split("=") for pair in _ABBREVIATIONS.split())}
_AMERICAN: Final = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
_COUNTRY_ZONES: Final = (
    "CN=Asia/Shanghai TW=Asia/Taipei HK=Asia/Hong_Kong MO=Asia/Macau JP=Asia/Tokyo KR=Asia/Seoul "
    "SG=Asia/Singapore MY=Asia/Kuala_Lumpur IN=Asia/Kolkata LK=Asia/Colombo NP=Asia/Kathmandu "
    "DE=Europe/Berlin AT=Europe/Vienna CH=Europe/Zurich LI=Europe/Zurich LU=Europe/Luxembourg "
    "FR=Europe/Paris IT=Europe/Rome ES=Europe/Madrid NL=Europe/Amsterdam BE=Europe/Brussels "
    "GB=Europe/London IE=Europe/Dublin PL=Europe/Warsaw CZ=Europe/Prague SK=Europe/Bratislava HU=Europe/Budapest "
    "SE=Europe/Stockholm NO=Europe/Oslo DK=Europe/Copenhagen FI=Europe/Helsinki IS=Atlantic/Reykjavik "
    "EE=Europe/Tallinn LV=Europe/Riga LT=Europe/Vilnius GR=Europe/Athens TR=Europe/Istanbul RO=Europe/Bucharest "
    "BG=Europe/Sofia HR=Europe/Zagreb SI=Europe/Ljubljana RS=Europe/Belgrade UA=Europe/Kyiv BY=Europe/Minsk "
    "IL=Asia/Jerusalem EG=Africa/Cairo LB=Asia/Beirut JO=Asia/Amman SY=Asia/Damascus IQ=Asia/Baghdad SA=Asia/Riyadh "
    "QA=Asia/Qatar KW=Asia/Kuwait AE=Asia/Dubai IR=Asia/Tehran MA=Africa/Casablanca DZ=Africa/Algiers TN=Africa/Tunis "
    "ZA=Africa/Johannesburg NG=Africa/Lagos KE=Africa/Nairobi ET=Africa/Addis_Ababa GH=Africa/Accra NA=Africa/Windhoek "
    "TH=Asia/Bangkok VN=Asia/Ho_Chi_Minh PH=Asia/Manila PK=Asia/Karachi BD=Asia/Dhaka GE=Asia/Tbilisi AM=Asia/Yerevan "
    "AR=America/Argentina/Buenos_Aires PE=America/Lima CO=America/Bogota VE=America/Caracas UY=America/Montevideo "
    "CU=America/Havana NZ=Pacific/Auckland PT=Europe/Lisbon CL=America/Santiago EC=America/Guayaquil BO=America/La_Paz "
    "PY=America/Asuncion GT=America/Guatemala SV=America/El_Salvador HN=America/Tegucigalpa NI=America/Managua "
    "CR=America/Costa_Rica PA=America/Panama DO=America/Santo_Domingo PR=America/Puerto_Rico JM=America/Jamaica "
    "SN=Africa/Dakar CI=Africa/Abidjan ML=Africa/Bamako BF=Africa/Ouagadougou CM=Africa/Douala GA=Africa/Libreville "
    "BJ=Africa/Porto-Novo TG=Africa/Lome MG=Indian/Antananarivo MU=Indian/Mauritius UG=Africa/Kampala "
    "TZ=Africa/Dar_es_Salaam RW=Africa/Kigali ZM=Africa/Lusaka ZW=Africa/Harare LY=Africa/Tripoli SD=Africa/Khartoum "
    "KH=Asia/Phnom_Penh MM=Asia/Yangon AZ=Asia/Baku UZ=Asia/Tashkent KZ=Asia/Almaty AF=Asia/Kabul OM=Asia/Muscat "
    "BH=Asia/Bahrain YE=Asia/Aden PS=Asia/Gaza CY=Asia/Nicosia MT=Europe/Malta AL=Europe/Tirane BA=Europe/Sarajevo "
    "MK=Europe/Skopje MD=Europe/Chisinau"
)
_COUNTRIES: Final = dict(pair.split("=", 1) for pair in _COUNTRY_ZONES.split())
_LANGUAGE_HOMES: Final = (
    "fr=FR ja=JP ko=KR zh=CN de=DE it=IT pl=PL sv=SE nl=NL tr=TR cs=CZ sk=SK hu=HU da=DK no=NO fi=FI el=GR he=IL th=TH "
    "vi=VN uk=UA ro=RO bg=BG fa=IR hi=IN et=EE lv=LV lt=LT is=IS "
    "hr=HR sl=SI sr=RS sq=AL mk=MK ka=GE hy=AM az=AZ kk=KZ uz=UZ km=KH my=MM ne=NP si=LK ta=IN te=IN mr=IN gu=IN kn=IN "
    "ml=IN ca=ES eu=ES gl=ES am=ET sw=KE ms=MY tl=PH fil=PH"
)
"""Where all that write a language keep one clock, or most by far: French in France, Belgium and Switzerland."""
_HOMES: Final = dict(pair.split("=", 1) for pair in _LANGUAGE_HOMES.split())
_WORLDWIDE: Final = re.compile(
    r"(?<!\.com|\.net|\.org|\.gov|\.edu)\.(?:a[ci]|c[co]|eu|fm|gg|io|la|ly|me|nu|s[hu]|t[ov]|vc|ws)$"
)
"""Endings of names all over the world, whatever country they were given to; `.com.co` is Colombia's."""
_NATIONAL: Final = re.compile(r"\.([a-z]{2})$")
_OFFSET: Final = re.compile(r"\d{1,2}:?\d\d(?::\d\d(?:\.\d+)?)?\s*([+-]\d\d:?\d\d)$")


def zone_of(country: str | None, language: str | None) -> tzinfo:
    """Return the zone of a country that has only one; else of a language written in one country; else UTC."""
    key = _COUNTRIES.get((country or "").upper())
    if key is None and not country:
        key = _COUNTRIES.get(_HOMES.get(language or "", ""))
    return ZoneInfo(key) if key else UTC


def country_of_host(host: str) -> str | None:
    """Return the country that a host's last label names; None for names of the whole world."""
    match = _NATIONAL.search(host.lower())
    if match is None or _WORLDWIDE.search(host.lower()):
        return None
    return "GB" if match.group(1) == "uk" else match.group(1).upper()


def country_of_tags(*tags: str | None) -> str | None:
    """Return the country that the first language tag with one names: `zh-TW`, `fr_CA`."""
    matches = (re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?[-_]([A-Za-z]{2})", (tag or "").strip()) for tag in tags)
    return next((match.group(1).upper() for match in matches if match), None)


def offset_told(times: Iterable[str]) -> tzinfo | None:
    """Return the first offset other than UTC's that one of these written times carries; None if none does."""
    for written in times:
        match = _OFFSET.search(written.strip())
        zone = zone_named(match.group(1)) if match else None
        if zone is not None and zone.utcoffset(None) != timedelta(0):
            return zone
    return None


def zone_named(name: str | None) -> tzinfo | None:
    """Return the zone of an abbreviation or an offset as people write it: `MESZ`, `ET`, `GMT+8`, `+0530`."""
    if not name:
        return None
    lowered = name.lower().strip("()")
    if lowered in _AMERICAN:
        return ZoneInfo(_AMERICAN[lowered])
    if lowered in _MINUTES:
        return timezone(timedelta(minutes=_MINUTES[lowered]))
    match = re.fullmatch(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d\d)?", lowered)
    if not match or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))
