"""PDF files, whatever name they come under."""

from __future__ import annotations

import io
import sys

import pytest

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.reports.extract import Kind, extract, readable_text
from tests.unit.reports.extract.pages import value

URL = "https://institute.example/papers/land-bridge.html"
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmp:CreateDate="2019-09-03T11:04:00+03:00">
<dc:title><rdf:Alt>
<rdf:li xml:lang="x-default">The Land Bridge &amp; its Gates</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Jane Doe</rdf:li><rdf:li>John Roe</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def pdf(info: bytes = b"", more: bytes = b"", trailer: bytes = b"") -> bytes:
    """Return a PDF file of one empty page, with an information dictionary where one is given."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
        b"<< " + info + b" >>",
    ]
    file = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    file += more
    start = len(file)
    file += b"xref\n0 5\n0000000000 65535 f \n"
    file += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    reference = b"/Info 4 0 R" if info else b""
    return file + (
        b"trailer\n<< /Size 5 /Root 1 0 R %s %s >>\nstartxref\n%d\n%%%%EOF"
        % (reference, trailer, start)
    )


def test_the_information_dictionary() -> None:
    report = extract(
        pdf(
            b"/Title (The Land Bridge \\(and its Gates\\)) /Author (Jane Doe; John Roe)"
            b" /Subject (What is known of it) /CreationDate (D:20190903110400+03'00')"
            b" /ModDate (D:201909)"
        ),
        URL,
        {"Content-Type": "text/html"},
    )
    assert report.kind is Kind.PDF
    assert value(report.title) == "The Land Bridge (and its Gates)"
    assert value(report.authors) == ["Jane Doe", "John Roe"]
    assert value(report.description) == "What is known of it"
    assert value(report.published) == "2019-09-03T11:04:00+03:00"
    assert value(report.modified) == "2019-09"
    assert report.title is not None and report.title.source == "pdf info Title"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (b"(Stra\\337e)", "Straße"),
        (b"<feff0627064406" + b"28>", "\u0627\u0644\u0628"),
        (b"(\xfe\xff\x00H\x00i)", "Hi"),
        (b"<48656c6c6f>", "Hello"),
        (b"(a \\(b\\) (c) \\\\ d)", "a (b) (c) \\ d"),
        (b"(two\\\nlines)", "twolines"),
    ],
)
def test_strings_in_all_their_forms(written: bytes, text: str) -> None:
    assert value(extract(pdf(b"/Title " + written), URL).title) == text


def test_xmp_goes_before_the_dictionary() -> None:
    report = extract(pdf(b"/Title (Microsoft Word - draft7.doc)", XMP.encode()), URL)
    assert value(report.title) == "The Land Bridge & its Gates"
    assert value(report.authors) == ["Jane Doe", "John Roe"]
    assert value(report.language) == "en-GB"
    assert value(report.published) == "2019-09-03T11:04:00+03:00"
    assert report.title is not None and report.title.source == "xmp dc:title"


def test_file_names_are_no_titles() -> None:
    for name in (b"Microsoft Word - paper.docx", b"untitled", b"final_v2.indd"):
        assert extract(pdf(b"/Title (%s)" % name), URL).title is None


def test_the_newest_revision_counts() -> None:
    first = pdf(b"/Title (Draft)")
    second = b"\n5 0 obj\n<< /Title (Final) >>\nendobj\ntrailer\n<< /Info 5 0 R /Prev 9 >>\n%%EOF"
    assert value(extract(first + second, URL).title) == "Final"


def test_entities_in_xmp_are_not_expanded() -> None:
    bomb = XMP.replace("<x:xmpmeta", '<!DOCTYPE x [<!ENTITY e "boom">]><x:xmpmeta')
    bomb = bomb.replace("The Land Bridge &amp; its Gates", "&e;&e;")
    found = extract(pdf(b"", bomb.encode()), URL).title
    assert found is None or "boom" not in found.value


def test_an_encrypted_file_is_read_with_pypdf() -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(io.BytesIO(pdf(b"/Title (The Land Bridge)")))
    writer.add_metadata({"/Title": "The Land Bridge", "/CreationDate": "D:20190903"})
    writer.encrypt("", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert b"The Land Bridge" not in out.getvalue()
    report = extract(out.getvalue(), URL)
    assert value(report.title) == "The Land Bridge"
    assert value(report.published) == "2019-09-03"


def test_without_pypdf_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    hidden = pdf(b"/Title (x)", trailer=b"/Encrypt 9 0 R")
    report = extract(hidden, URL)
    assert report.title is None
    assert any("pypdf" in note for note in report.notes)
    with pytest.raises(TrackerError) as raised:
        readable_text(hidden)
    assert "pypdf" in raised.value.message and "pip install" in raised.value.hint
    assert value(extract(pdf(b"/Title (In plain sight)"), URL).title) == "In plain sight"


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.4", b"%PDF-1.4\n" + b"/Info 1 0 R " * 5000, pdf(b"/Title ("), pdf(b"/Title <4")],
)
def test_damaged_files_end_in_a_note_or_nothing(content: bytes) -> None:
    report = extract(content, URL)
    assert report.kind is Kind.PDF
    assert report.published is None


def test_text_of_a_damaged_file_is_a_clear_error() -> None:
    pytest.importorskip("pypdf")
    with pytest.raises(TrackerError, match="damaged or locked"):
        readable_text(b"%PDF-1.4\nnothing")
