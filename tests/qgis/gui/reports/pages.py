"""Pages of reports for tests, as a news site serves them."""

from __future__ import annotations

import json

from tests.support.http_server import Answer, Asked

HTML = {"Content-Type": "text/html; charset=utf-8"}
TEXT = (
    "Satellite pictures show work at the Imam Ali base near Al-Bukamal. The base lies less than "
    "300 km (186.41 mi) from Tehran, an official said. "
)


def article(
    title: str = "Work at a base",
    text: str = TEXT,
    published: str = "2019-09-03",
    printed: str = "4 September 2019",
    canonical: str = "",
) -> Answer:
    """Return a page whose declared and printed dates differ by default."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": published,
        "author": {"@type": "Person", "name": "Jane Doe"},
        "publisher": {"@type": "Organization", "name": "Example News"},
    }
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body = (
        f'<!DOCTYPE html><html lang="en"><head><title>{title} | Example News</title>{link}'
        f'<meta property="og:title" content="{title} (shared)">'
        f'<script type="application/ld+json">{json.dumps(data)}</script></head><body><article>'
        f"<h1>{title}</h1><p>By Jane Doe</p><p>Published {printed}</p>"
        f"{'<p>' + text + '</p>'}</article></body></html>"
    )
    return Answer(200, HTML, body.encode())


def site(asked: Asked) -> Answer:
    """Answer as a small news site with a feed and a page that is gone."""
    root = f"http://{asked.headers['host']}"
    if asked.path == "/feed.xml":
        items = "".join(
            f"<item><title>R{n}</title><link>{root}/report-{n}</link>"
            "<pubDate>Thu, 05 Sep 2019 08:00:00 GMT</pubDate></item>"
            for n in (1, 2)
        )
        feed = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
        return Answer(200, {"Content-Type": "application/rss+xml"}, feed.encode())
    if asked.path.startswith("/gone"):
        return Answer(410, HTML, b"<html><body>Gone</body></html>")
    if asked.path.startswith("/same"):
        return article(canonical=f"{root}/report-1")
    return article(title=f"Work at a base, {asked.path.strip('/')}")
