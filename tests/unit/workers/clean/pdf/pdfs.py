"""PDF files for the tests, written by hand: lines of text at given places, in Latin or in any script."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

TOP, LEFT, SIZE, LEADING = 720.0, 72.0, 11.0, 14.0


@dataclass(frozen=True)
class Line:
    """A line of text with its left end's place on the page, in points from the lower left."""

    text: str
    x: float = LEFT
    y: float = 0.0
    size: float = SIZE


@dataclass(frozen=True)
class Sheet:
    """A page: its lines, or the drawing instructions given in their place."""

    lines: Sequence[Line] = ()
    drawing: bytes | None = None


@dataclass
class _File:
    """Numbers objects and writes them down with their table."""

    objects: list[bytes] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        self.objects.append(body)
        return len(self.objects)

    def stream(self, data: bytes, entries: bytes = b"", *, packed: bool = True) -> int:
        if packed:
            data, entries = zlib.compress(data), entries + b"/Filter/FlateDecode"
        return self.add(b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data))

    def written(self, trailer: bytes) -> bytes:
        out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
        for number, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        size, start = len(self.objects) + 1, len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        out += b"trailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
        return bytes(out)


def pdf(sheets: Sequence[Sheet], *, info: Mapping[str, str] | None = None, language: str = "") -> bytes:
    """Return a PDF of these pages; `info` is its document information, `language` what its catalogue declares."""
    file = _File()
    signs = "".join(dict.fromkeys(sign for sheet in sheets for line in sheet.lines for sign in line.text))
    codes = {sign: number for number, sign in enumerate(signs, 1)}
    font = _font(file, codes)
    root = len(file.objects) + 2 * len(sheets) + 1
    kids = []
    for sheet in sheets:
        content = file.stream(sheet.drawing if sheet.drawing is not None else _drawing(sheet.lines, codes))
        resources = b"/Resources<</Font<</F1 %d 0 R>>>>" % font
        box = b"/MediaBox[0 0 612 792]"
        kids.append(file.add(b"<</Type/Page/Parent %d 0 R%s%s/Contents %d 0 R>>" % (root, box, resources, content)))
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    file.add(b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), listed))
    declared = b"/Lang(%s)" % language.encode() if language else b""
    catalogue = file.add(b"<</Type/Catalog/Pages %d 0 R%s>>" % (root, declared))
    entries = b"".join(b"/%s %s" % (name.encode(), _text(value)) for name, value in (info or {}).items())
    told = file.add(b"<<%s>>" % entries)
    return file.written(b"/Root %d 0 R/Info %d 0 R" % (catalogue, told))


def lines_of(
    paragraphs: Sequence[Sequence[str]], *, top: float = TOP, size: float = SIZE, gap: float = LEADING * 0.7
) -> list[Line]:
    """Return paragraphs, each given as its lines, set below each other with a gap between."""
    lines, y = [], top
    for paragraph in paragraphs:
        for text in paragraph:
            lines.append(Line(text, y=y, size=size))
            y -= LEADING * size / SIZE
        y -= gap
    return lines


def _text(value: str) -> bytes:
    return b"<FEFF%s>" % value.encode("utf-16-be").hex().upper().encode()


def _drawing(lines: Sequence[Line], codes: Mapping[str, int]) -> bytes:
    shown = (
        b"BT /F1 %.2f Tf 1 0 0 1 %.2f %.2f Tm <%s> Tj ET"
        % (line.size, line.x, line.y, "".join(f"{codes[sign]:04X}" for sign in line.text).encode())
        for line in lines
    )
    return b"\n".join(shown)


def _font(file: _File, codes: Mapping[str, int]) -> int:
    """A font of two-byte codes; only its ToUnicode map says which letters they are."""
    pairs = [f"<{code:04X}> <{sign.encode('utf-16-be').hex().upper()}>" for sign, code in codes.items()]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    mapped = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    unicode_map = file.stream(
        f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Ours def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{mapped}endcmap end end".encode()
    )
    described = file.add(b"<</Type/FontDescriptor/FontName/Ours/Flags 4/ItalicAngle 0/Ascent 800/Descent -200>>")
    widths = b" ".join(b"%d" % (1000 if ord(sign) > 0x2E80 else 500) for sign in codes)
    child = file.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Ours/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor %d 0 R/DW 500/W[1[%s]]>>" % (described, widths)
    )
    return file.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/Ours/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (child, unicode_map)
    )
