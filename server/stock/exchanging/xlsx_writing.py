"""Write a table as an Excel file while it is read: one row after the other into the archive, which leaves in pieces.

Cells hold values, never formulas: text is `inlineStr`, so that nothing in it is computed.
"""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from typing_extensions import Buffer, override

from server.stock.exchanging.csv_writing import Money, in_france, shown

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EPOCH = date(1899, 12, 30)
SECONDS_A_DAY = 86_400
# Quick rather than small: a table shrinks well anyhow.
COMPRESSION = 1
TEXT_LENGTH_MAX = 32_767
HEAD, MONEY, DAY, MOMENT = 1, 2, 3, 4
# XML knows no other control characters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SPREADSHEET}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{SPREADSHEET}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
    '<sheets><sheet name="Stock" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="#,##0.00"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy"/><numFmt numFmtId="166" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    + "".join(
        f'<xf numFmtId="{form}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for form in (164, 165, 166)
    )
    + "</cellXfs></styleSheet>",
}


class Workbook:
    """One sheet: `rows` as often as there are some, then `close`; each gives the bytes that can leave by now."""

    def __init__(self, head: Sequence[str]) -> None:
        self._sink = _Sink()
        self._archive = ZipFile(self._sink, "w", ZIP_DEFLATED, compresslevel=COMPRESSION)
        for name, content in PARTS.items():
            self._archive.writestr(name, XML + content)
        self._sheet: IO[bytes] = self._archive.open("xl/worksheets/sheet1.xml", "w")
        titles = "".join(_text(title, style=f' s="{HEAD}"') for title in head)
        self._sheet.write(
            f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<sheetFormatPr defaultColWidth="16" defaultRowHeight="15"/><sheetData><row>{titles}</row>'.encode()
        )

    def rows(self, rows: Iterable[Sequence[object]]) -> bytes:
        """Write some rows."""
        self._sheet.write("".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows).encode())
        return self._sink.take()

    def close(self) -> bytes:
        """Write the end."""
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._archive.close()
        return self._sink.take()


class _Sink(io.RawIOBase):
    """Where the archive writes to: bytes that leave at once, so that there is no way back in it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, piece: Buffer, /) -> int:
        taken = bytes(piece)
        self._pieces.append(taken)
        return len(taken)

    def take(self) -> bytes:
        """What was written since."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def _cell(value: object) -> str:
    match value:
        case None:
            return "<c/>"
        case bool():
            return _text("oui" if value else "non")
        case Money():
            return f'<c s="{MONEY}"><v>{int(value) / 100:.2f}</v></c>'
        case int():
            return f"<c><v>{value}</v></c>"
        case datetime():
            local = in_france(value).replace(tzinfo=UTC)
            seconds = local.hour * 3_600 + local.minute * 60 + local.second
            return f'<c s="{MOMENT}"><v>{(local.date() - EPOCH).days + seconds / SECONDS_A_DAY:.6f}</v></c>'
        case date() if value < EPOCH:
            return _text(shown(value))  # before the days of spreadsheets
        case date():
            return f'<c s="{DAY}"><v>{(value - EPOCH).days}</v></c>'
        case _:
            return _text(str(value))


def _text(text: str, *, style: str = "") -> str:
    shown = escape(UNPRINTABLE.sub("", text[:TEXT_LENGTH_MAX]))
    return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>' if shown else "<c/>"
