"""Where libraries fail on real pages (see the issue), and extraction must not."""

from __future__ import annotations

import pytest

from imam_ali_tracker.reports.extract import readable_text
from tests.unit.reports.extract.pages import TEXT, URL, html, linked_data, read, value

HEADLINE = "New stores at the site, pictures show"


def _article(**more: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": HEADLINE, **more}


# ---------------------------------------------------------------- authors


def test_author_is_followed_through_an_id_in_the_graph() -> None:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            _article(author={"@id": "https://www.news.example/#/person/7"}),
            {"@type": "Person", "@id": "https://www.news.example/#/person/7", "name": "Jane Doe"},
            {"@type": "Person", "@id": "https://www.news.example/#/person/8", "name": "A. Nother"},
        ],
    }
    found = read(linked_data(graph)).authors
    assert value(found) == ["Jane Doe"]
    assert found is not None and found.source == "json-ld NewsArticle.author"


def test_authors_of_several_blocks_and_plain_strings() -> None:
    head = linked_data({"@type": "Organization", "name": "The News"}) + linked_data(
        _article(author=["Jane Doe", {"@type": "Person", "name": "John Roe"}])
    )
    assert value(read(head).authors) == ["Jane Doe", "John Roe"]


def test_commenters_are_not_authors() -> None:
    comment = {"@type": "Comment", "author": {"@type": "Person", "name": "Angry Reader"}}
    body = (
        f"<article><h1>{HEADLINE}</h1><p class='byline'>By Jane Doe</p>{TEXT}</article>"
        "<section id='comments'><ol class='commentlist'><li class='comment'>"
        "<span class='comment-author'>Angry Reader</span><p>No!</p></li></ol></section>"
    )
    assert value(read(linked_data(_article(comment=[comment])), body).authors) == ["Jane Doe"]
    only_comments = body.replace("<p class='byline'>By Jane Doe</p>", "")
    assert read(linked_data(_article(comment=[comment])), only_comments).authors is None


def test_authors_of_related_reports_are_not_authors() -> None:
    other = _article(headline="Something else", url="https://www.news.example/world/other")
    other["author"] = {"@type": "Person", "name": "Somebody Else"}
    own = _article(url=URL, author={"@type": "Person", "name": "Jane Doe"})
    assert value(read(linked_data(other, own)).authors) == ["Jane Doe"]


def test_printed_byline_is_read_where_none_is_declared() -> None:
    body = (
        f"<article><h1>{HEADLINE}</h1><div class='meta'><span>By <a href='/jd'>Jane Doe</a> and "
        f"<a href='/jr'>John Roe</a></span> | <time>3 September 2019</time></div>{TEXT}</article>"
    )
    found = read(body=body).authors
    assert value(found) == ["Jane Doe", "John Roe"]
    assert found is not None and found.source.startswith("printed")


def test_declared_author_and_printed_byline_that_differ_are_both_shown() -> None:
    head = linked_data(_article(author={"@type": "Person", "name": "Ed Itor"}))
    body = f"<article><h1>{HEADLINE}</h1><p class='byline'>By Jane Doe</p>{TEXT}</article>"
    report = read(head, body)
    assert report.authors is not None
    both = {report.authors.value, *(other.value for other in report.authors.runners_up)}
    assert both == {("Ed Itor",), ("Jane Doe",)}
    assert any("Ed Itor" in text and "Jane Doe" in text for text in report.conflicts)


def test_photographers_and_reviewers_are_not_authors() -> None:
    body = (
        f"<article><h1>{HEADLINE}</h1><p>Photo by <span class='author'>Pho Tographer</span></p>"
        f"<p>Reviewed by <span class='author'>Re Viewer</span></p>{TEXT}</article>"
    )
    assert read(body=body).authors is None


# ---------------------------------------------------------------- JSON-LD


@pytest.mark.parametrize(
    "block",
    [
        '{"@type":"NewsArticle","headline":"H","author":{"name":"Jane Doe"},}',
        '{"@type":"NewsArticle","headline":"The "new" stores","author":{"name":"Jane Doe"}}',
        '{"@type":"NewsArticle","headline":"two\nlines","author":{"name":"Jane Doe"}}',
        '//<![CDATA[\n{"@type":"NewsArticle","author":{"name":"Jane Doe"}}\n//]]>',
        '<!-- {"@type":"NewsArticle","author":{"name":"Jane Doe"}} -->',
        '{"@type":"NewsArticle", /* the author */ "author":{"name":"Jane Doe"}}',
        "{'@type':'NewsArticle','author':{'name':'Jane Doe'}}",
        '{"@type":"NewsArticle","author":{"name":"Jane Doe"}',
        '{"@type":"WebSite","name":"N"}{"@type":"NewsArticle","author":{"name":"Jane Doe"}}',
        '{"@type":"NewsArticle" "author":{"name":"Jane Doe"}}',
    ],
    ids=["comma", "quotes", "newline", "cdata", "html-comment", "comment", "single-quotes",
         "cut-off", "two-values", "missing-comma"],
)  # fmt: skip
def test_json_ld_that_a_strict_parser_rejects(block: str) -> None:
    report = read(f'<script type="application/ld+json">{block}</script>')
    assert value(report.authors) == ["Jane Doe"]


def test_mended_json_ld_is_said() -> None:
    broken = read('<script type="application/ld+json">{"@type":"Article",}</script>')
    sound = read('<script type="application/ld+json">{"@type":"Article"}</script>')
    assert broken.notes and not sound.notes


# ---------------------------------------------------------------- dates


def test_modified_is_not_taken_for_published() -> None:
    head = linked_data(
        _article(dateModified="2019-09-09T08:00:00Z", datePublished="2019-09-03T10:00:00Z")
    )
    report = read(head)
    assert value(report.published) == "2019-09-03T10:00:00+00:00"
    assert value(report.modified) == "2019-09-09T08:00:00+00:00"


def test_an_update_is_the_last_resort_and_says_so() -> None:
    body = f"<article><h1>{HEADLINE}</h1><p>Updated: September 9, 2019</p>{TEXT}</article>"
    found = read(body=body).published
    assert value(found) == "2019-09-09"
    assert found is not None and "update" in found.source and found.confidence < 0.5


def test_published_line_goes_before_updated_line() -> None:
    body = (
        f"<article><h1>{HEADLINE}</h1><p>Updated: September 9, 2019</p>"
        f"<p>Published: September 3, 2019</p>{TEXT}</article>"
    )
    assert value(read(body=body).published) == "2019-09-03"


@pytest.mark.parametrize(
    "null", ["0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "0000-00-00", "1900-01-01", "", "null"]
)
def test_null_dates_are_no_dates(null: str) -> None:
    report = read(linked_data(_article(datePublished=null, dateModified=null)))
    assert report.published is None
    assert report.modified is None


def test_an_undated_page_has_no_date() -> None:
    body = (
        "<h1>About the archive of the town</h1><p>It was founded in 1987 and moved in May 1999."
        " On 3 April 2004 it was opened again by the mayor, who also spoke about the plans for"
        " the years to come.</p><footer>&copy; 2012-2019 The Archive</footer>"
    )
    report = read(body=body)
    assert report.published is None
    assert report.modified is None


def test_dates_of_other_reports_are_not_the_date() -> None:
    links = "".join(
        f"<li><a href='/{day}'>Another report {day}</a> <time datetime='2020-01-0{day}'>"
        f"{day} January 2020</time></li>"
        for day in range(1, 6)
    )
    body = (
        f"<article><h1>{HEADLINE}</h1><p class='date'>3 September 2019</p>{TEXT}</article>"
        f"<aside class='related'><ul>{links}</ul></aside>"
    )
    assert value(read(body=body).published) == "2019-09-03"


def test_a_date_without_time_is_not_midnight() -> None:
    day = read(linked_data(_article(datePublished="2019-09-03"))).published
    midnight = read(linked_data(_article(datePublished="2019-09-03T00:00:00+03:00"))).published
    assert day is not None and day.value.precision.value == "day" and day.value.zone == ""
    assert midnight is not None and midnight.value.precision.value == "second"
    assert value(midnight) == "2019-09-03T00:00:00+03:00"


def test_dates_that_contradict_each_other_are_shown() -> None:
    body = f"<article><h1>{HEADLINE}</h1><p>Published: September 4, 2019</p>{TEXT}</article>"
    report = read(linked_data(_article(datePublished="2019-09-02")), body)
    assert report.published is not None
    days = {str(report.published.value), *(str(v.value) for v in report.published.runners_up)}
    assert {"2019-09-02", "2019-09-04"} <= days
    assert len(report.conflicts) == 1
    assert "2019-09-02" in report.conflicts[0] and "2019-09-04" in report.conflicts[0]
    assert "json-ld NewsArticle.datePublished" in report.conflicts[0]


def test_two_time_zones_are_no_contradiction() -> None:
    body = f"<article><h1>{HEADLINE}</h1><p>Published: September 3, 2019</p>{TEXT}</article>"
    report = read(linked_data(_article(datePublished="2019-09-04T02:25:54+00:00")), body)
    assert value(report.published) == "2019-09-03"
    assert report.conflicts == ()


# ---------------------------------------------------------------- titles and the rest


@pytest.mark.parametrize("join", [" - ", " | ", " — ", " :: ", " » "])
def test_the_name_of_the_site_is_not_part_of_the_title(join: str) -> None:
    title = f"{HEADLINE}{join}The News"
    head = f'<title>{title}</title><meta property="og:title" content="{title}">'
    head += '<meta property="og:site_name" content="The News">'
    assert value(read(head, f"<div>{TEXT}</div>").title) == HEADLINE
    assert value(read(head).title) == HEADLINE


def test_the_headline_is_the_one_that_the_page_declares() -> None:
    body = f"<header><h1>The News</h1></header><div><h1>{HEADLINE}</h1>{TEXT}</div><h1>More</h1>"
    assert value(read(f"<title>{HEADLINE} - The News</title>", body).title) == HEADLINE


def test_a_page_saved_without_scripts() -> None:
    body = (
        "<div id='header'>The News</div><div><h1>New stores at the site</h1>"
        f"<p>Jane Doe<br>Tuesday, September 3, 2019, 11:04 a.m.</p>{TEXT}</div>"
    )
    report = read("<title>New stores at the site | The News</title>", body)
    assert value(report.title) == "New stores at the site"
    assert value(report.published) == "2019-09-03T11:04"
    assert value(report.authors) == ["Jane Doe"]
    assert value(report.publisher) == "The News"
    assert value(report.language) == "en"
    assert value(report.canonical_url) == URL


def test_every_value_says_where_it_is_from() -> None:
    head = linked_data(_article(datePublished="2019-09-03", author={"name": "Jane Doe"}))
    head += (
        '<meta property="og:title" content="Other title"><meta name="description" content="'
        'What the pictures of the site show."><link rel="canonical" href="/world/report-1234">'
        '<meta property="og:image" content="/pic.jpg"><meta property="og:site_name" content="N N">'
    )
    report = read(head)
    assert report.title and report.title.source == "printed headline"
    assert [other.value for other in report.title.runners_up] == ["Other title"]
    assert report.description and report.description.source == "meta description"
    assert report.canonical_url and report.canonical_url.source == "link canonical"
    assert value(report.canonical_url) == URL
    assert value(report.image) == "https://www.news.example/pic.jpg"
    assert report.publisher and report.publisher.source == "meta og:site_name"
    for field in (report.title, report.authors, report.published, report.image):
        assert field is not None and 0 < field.confidence <= 1


def test_the_slogan_of_the_site_is_not_the_description() -> None:
    slogan = "Breaking stories, live video and exclusive interviews from all over: The News."
    own = "Pictures of the stores at the site show that three have been built since the summer."
    head = '<meta property="og:site_name" content="The News"><meta {} content="{}">'
    for first, second in ((slogan, own), (own, slogan)):
        found = read(
            head.format('name="description"', first)
            + f'<meta property="og:description" content="{second}">'
        ).description
        assert value(found) == own
        assert found is not None
        assert [other.value for other in found.runners_up] == [slogan]
    assert value(read(head.format('name="description"', slogan)).description) == slogan


def test_other_reports_far_below_do_not_count() -> None:
    related = "<li><a href='/o'>Other</a><p class='author'>By Ann Other</p></li>"
    body = (
        f"<article><h1>{HEADLINE}</h1><p class='byline'>By Jane Doe</p>{TEXT * 60}</article>"
        f"<div class='related'><ul>{related * 5}</ul></div><p>The last line</p>"
    )
    report = read("", body)
    assert report.authors and value(report.authors) == ["Jane Doe"]
    assert report.authors.runners_up == ()
    text = readable_text(html("", body))
    assert text.endswith("The last line") and "Other" not in text


def test_what_stands_behind_the_main_part_is_not_the_report() -> None:
    overlay = "<div><p>We have noticed that you are using an ad blocker on this page.</p></div>"
    body = f"<div><main><h1>{HEADLINE}</h1>{TEXT}</main>{overlay}</div>{overlay}"
    text = readable_text(html("", body))
    assert "Nobody who was asked" in text and "ad blocker" not in text
    elsewhere = f"<main>{overlay}</main><h1>{HEADLINE}</h1>{TEXT}"
    assert "Nobody who was asked" in readable_text(html("", elsewhere))


def test_a_canonical_address_elsewhere_is_the_origin_not_the_report() -> None:
    head = (
        '<link rel="canonical" href="https://agency.example/1">'
        f'<meta property="og:url" content="{URL}">'
    )
    report = read(head)
    assert value(report.canonical_url) == URL
    assert report.canonical_url is not None
    assert [other.value for other in report.canonical_url.runners_up] == [
        "https://agency.example/1"
    ]
    assert any("https://agency.example/1" in text for text in report.conflicts)


def test_markup_in_values_is_text() -> None:
    head = (
        '<meta property="og:title" content="&lt;b&gt;New&lt;/b&gt; stores &amp;amp; more">'
        '<meta name="description" content="A &lt;script&gt;alert(1)&lt;/script&gt; summary here.">'
    )
    report = read(head, f"<div>{TEXT}</div>")
    assert value(report.title) == "New stores & more"
    assert "<" not in str(value(report.description))


def test_values_are_cut_and_addresses_checked() -> None:
    head = (
        f'<meta property="og:title" content="{"x " * 5000}">'
        f'<meta name="description" content="{"y " * 9000}">'
        '<meta property="og:image" content="javascript:alert(1)">'
        '<link rel="canonical" href="file:///etc/passwd">'
    )
    report = read(head, f"<div>{TEXT}</div>")
    assert report.title and len(report.title.value) <= 500
    assert report.description and len(report.description.value) <= 3000
    assert report.image is None
    assert value(report.canonical_url) == URL


def test_the_same_page_gives_the_same_metadata() -> None:
    page = html(linked_data(_article(datePublished="2019-09-03", author=["Jane Doe", "John Roe"])))
    from imam_ali_tracker.reports.extract import extract

    assert extract(page, URL) == extract(page, URL, {})
