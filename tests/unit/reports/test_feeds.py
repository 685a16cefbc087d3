"""Lists of reports: feeds as publishers write them, tables, texts, and hostile ones."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.reports.feeds import MAX_ITEMS, ReportList, read_report_list
from imam_ali_tracker.reports.listed import feed_date

BASE = "https://news.example/feeds/all.xml"

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
  <title>News</title><atom:link rel="self" href="https://news.example/feeds/all.xml"/>
  <language>en</language>
  <item>
    <title><![CDATA[Base &amp; <b>road</b>]]></title>
    <media:title>A picture</media:title>
    <link>https://news.example/a?utm_source=rss</link>
    <guid isPermaLink="false">urn:1</guid>
    <dc:creator>A. Author</dc:creator><dc:creator>B. Author</dc:creator>
    <pubDate>Mon, 09 Sep 2019 11:04:00 +0300</pubDate>
    <description>&lt;p&gt;What &lt;i&gt;it&lt;/i&gt; says&lt;/p&gt;</description>
  </item>
  <item><title>Twice</title><link>https://news.example/a#comments</link></item>
  <item><title>Relative</title><link>/b</link><author>mail@news.example (C. Author)</author>
    <pubDate>Tue, 10 Sep 2019 08:00:00 GMT</pubDate></item>
  <item><title>By its guid</title><guid>https://news.example/c</guid>
    <pubDate>10 Sep 2019</pubDate></item>
  <item><title>Nowhere</title><guid isPermaLink="false">https://news.example/d</guid></item>
  <item><title>Elsewhere</title><link>javascript:alert(1)</link></item>
</channel></rss>"""

ATOM = b"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar" xml:base="https://paper.example/x/">
  <title type="html">Papers &amp;amp; notes</title>
  <link rel="self" href="feed"/>
  <entry>
    <title>One</title>
    <link rel="enclosure" href="one.mp3"/>
    <link rel="alternate" type="application/pdf" href="one.pdf"/>
    <link rel="alternate" type="text/html" href="one.html"/>
    <author><name>D. Author</name><email>d@paper.example</email></author>
    <published>2019-09-03T10:00:00.123Z</published><updated>2019-09-04T12:00:00+02:00</updated>
    <summary>Short</summary>
  </entry>
  <entry xml:base="/y/"><title>Two</title><link href="two"/><updated>2019-09</updated></entry>
</feed>"""

RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Old</title></channel>
<item rdf:about="https://old.example/1"><title>First</title><link>https://old.example/1</link>
<dc:date>2019-09-09T11:04+03:00</dc:date></item></rdf:RDF>"""


def urls(found: ReportList) -> list[str]:
    return [report.url for report in found.reports]


def test_rss() -> None:
    found = read_report_list(RSS, BASE)
    assert (found.kind, found.title) == ("rss", "News")
    assert urls(found) == [
        "https://news.example/a?utm_source=rss",
        "https://news.example/b",
        "https://news.example/c",
    ]
    first, second, third = found.reports
    assert first.title == "Base & road"
    assert first.authors == ("A. Author", "B. Author")
    assert str(first.published) == "2019-09-09T11:04:00+03:00"
    assert (first.language, first.description, first.place) == ("en", "What it says", "item 1")
    assert second.authors == ("C. Author",)
    assert str(second.published) == "2019-09-10T08:00:00+00:00"
    assert str(third.published) == "2019-09-10"
    assert len(found.problems) == 3
    assert any("item 5" in problem for problem in found.problems)
    assert any("item 6" in problem for problem in found.problems)
    assert any("more than once" in problem for problem in found.problems)


def test_atom() -> None:
    found = read_report_list(ATOM, "https://elsewhere.example/")
    assert (found.kind, found.title) == ("atom", "Papers & notes")
    assert urls(found) == ["https://paper.example/x/one.html", "https://paper.example/y/two"]
    first, second = found.reports
    assert first.authors == ("D. Author",)
    assert str(first.published) == "2019-09-03T10:00:00+00:00"
    assert str(first.updated) == "2019-09-04T12:00:00+02:00"
    assert first.language == second.language == "ar"
    assert (second.published, str(second.updated)) == (None, "2019-09")


def test_rss_of_version_one() -> None:
    found = read_report_list(RDF)
    assert urls(found) == ["https://old.example/1"]
    assert str(found.reports[0].published) == "2019-09-09T11:04+03:00"


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "JSON",
        "language": "fa",
        "items": [
            {
                "url": "/a",
                "title": "One",
                "authors": [{"name": "E. Author"}, {}],
                "date_published": "2019-09-09T11:04:00Z",
            },
            {"url": "https://x.example/l", "external_url": "https://y.example/b", "author": None},
            {"title": "Nowhere"},
            "nonsense",
        ],
    }
    found = read_report_list(
        json.dumps(feed).encode(), BASE, {"content-type": "application/feed+json"}
    )
    assert urls(found) == ["https://news.example/a", "https://y.example/b"]
    assert found.reports[0].authors == ("E. Author",)
    assert found.reports[0].language == "fa"
    assert found.problems == ("item 3: no address",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_with_a_header(delimiter: str) -> None:
    rows = [
        ["Title", "URL", "Date", "Authors", "Notes"],
        ["One", "https://a.example/1?x=1,2", "2019-09-03", "F. Author; G. Author", "text"],
        ["Two; or, three", "www.b.example/2", "", "", "https://not.example/this"],
        ["Three", "", "2019", "", ""],
    ]
    table = io.StringIO()
    csv.writer(table, delimiter=delimiter).writerows(rows)
    found = read_report_list(table.getvalue().encode("utf-8-sig"), "", {"content-type": "text/csv"})
    assert found.kind == "table"
    assert urls(found) == ["https://a.example/1?x=1,2", "https://www.b.example/2"]
    assert found.reports[0].authors == ("F. Author", "G. Author")
    assert str(found.reports[0].published) == "2019-09-03"
    assert found.problems == ("row 4: no address",)


def test_a_table_without_a_header() -> None:
    found = read_report_list(b"1,https://a.example/1,x\n2,https://a.example/2,y\n")
    assert (found.kind, urls(found)) == ("table", ["https://a.example/1", "https://a.example/2"])


def test_a_text_with_addresses() -> None:
    text = (
        "See https://a.example/1, and (https://b.example/x_(y)).\n"
        "\n* [link](https://c.example/2)\n<https://d.example/3>; hxxps://e[.]example/4\n"
        "mail@f.example www.g.example/5!\n"
    )
    found = read_report_list(text.encode())
    assert found.kind == "text"
    assert urls(found) == [
        "https://a.example/1",
        "https://b.example/x_(y)",
        "https://c.example/2",
        "https://d.example/3",
        "https://e.example/4",
        "https://www.g.example/5",
    ]
    assert found.reports[3].place == "line 4"


def test_tables_with_markup_and_numbered_lists_are_no_pages() -> None:
    table = b"url,summary\nhttps://a.example/1,<p>What <br> it says</p>\n"
    assert urls(read_report_list(table)) == ["https://a.example/1"]
    assert urls(read_report_list(b"[1] https://a.example/1\n[2] https://a.example/2\n")) == [
        "https://a.example/1",
        "https://a.example/2",
    ]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("utf-16", ""), ("cp1256", "text/plain; charset=windows-1256")],
)
def test_encodings_of_texts(encoding: str, declared: str) -> None:
    text = "\u0627\u0644\u0628\u0648\u0643\u0645\u0627\u0644;https://a.example/1\n" * 2
    found = read_report_list(("name;url\n" + text).encode(encoding), "", {"content-type": declared})
    assert urls(found) == ["https://a.example/1"]


def test_encoding_of_a_feed_is_its_own_or_else_the_declared_one() -> None:
    title = "\u0625\u0645\u0627\u0645"
    feed = f"<rss><channel><title>{title}</title><item><link>https://a.example/</link></item></channel></rss>"
    declared = {"content-type": "text/xml; charset=windows-1256"}
    assert read_report_list(feed.encode("cp1256"), "", declared).title == title
    own = f'<?xml version="1.0" encoding="utf-8"?>{feed}'
    assert read_report_list(own.encode(), "", declared).title == title


def test_a_page_names_the_feeds_it_offers() -> None:
    page = (
        b'<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" '
        b'title="x" href="/feed.xml"></head></html>'
    )
    with pytest.raises(TrackerError) as caught:
        read_report_list(page, "https://news.example/a")
    assert "https://news.example/feed.xml" in caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no address here",
        b"<?xml version='1.0'?>",
        b"<?xml version='1.0'?><other><a/></other>",
        b"<rss><channel></channel></rss>",
        b"<rss",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": 3}',
        b'{"items": [',
        b"[" * 100_000,
        b"\x89PNG\r\n\x1a\n",
        b"url\n\x00\n",
        b"url,title\nnonsense,x\n",
    ],
)
def test_what_is_no_list_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(TrackerError) as caught:
        read_report_list(
            content, "", {"content-type": "application/json" if content[:1] in b"[{" else ""}
        )
    assert caught.value.message


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    found = read_report_list(RSS[: RSS.index(b"<title>By its guid")], BASE)
    assert urls(found)[:2] == ["https://news.example/a?utm_source=rss", "https://news.example/b"]


def test_entities_are_not_read_from_files_or_the_network(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY file SYSTEM "file://{secret}">'
        '<!ENTITY net SYSTEM "http://192.0.2.1/x"> <!ENTITY % p SYSTEM "http://192.0.2.1/y"> %p;]>'
        "<rss><channel><title>&file;&net;</title><item><title>&file;</title>"
        "<link>https://a.example/</link></item></channel></rss>"
    )
    found = read_report_list(feed.encode())
    assert urls(found) == ["https://a.example/"]
    assert "SECRET" not in found.title + found.reports[0].title


def test_entities_are_not_multiplied() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{entities}]><rss><channel>'
        "<item><link>https://a.example/</link></item><title>&l11;</title></channel></rss>"
    )
    found = read_report_list(feed.encode())
    assert urls(found) == ["https://a.example/"]
    assert "lollol" not in found.title


def test_large_and_deep_lists_end() -> None:
    deep = b"<rss>" + b"<a>" * 100_000
    with pytest.raises(TrackerError):
        read_report_list(deep)
    many = b"".join(b"https://a.example/%d\n" % n for n in range(MAX_ITEMS + 50))
    found = read_report_list(many)
    assert len(found.reports) == MAX_ITEMS
    assert found.problems == ("50 items are left out.",)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Mon, 09 Sep 2019 11:04:05 EST", "2019-09-09T11:04:05-05:00"),
        ("Mon, 09 Sep 2019 11:04:05 -0000", "2019-09-09T11:04:05"),
        ("Mon, 09 Sep 2019 11:04 +0330", "2019-09-09T11:04+03:30"),
        ("2019-09-09T11:04:05", "2019-09-09T11:04:05"),
        ("2019-09-09 11:04", "2019-09-09T11:04"),
        ("2019-09-09", "2019-09-09"),
        ("2019", "2019"),
        ("0001-01-01T00:00:00Z", "None"),
        ("2019-02-31", "None"),
        ("Mon, 99 Sep 2019 11:04:05 GMT", "None"),
        ("yesterday", "None"),
        ("", "None"),
    ],
)
def test_dates_of_feeds(text: str, date: str) -> None:
    assert str(feed_date(text)) == date
