"""Fill in a page's form as a browser would, and read a page as a person does."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class _FormReader(HTMLParser):
    """Collects what the form within <main> would send as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.in_main = False
        self.textarea = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        self.in_main = self.in_main or tag == "main"
        if not self.in_main:
            return
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.fields.setdefault(name, []).append(value)
        elif tag == "textarea":
            self.textarea = name
            self.fields[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in given or self.select not in self.fields):
            self.fields[self.select] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""
        if tag == "main":
            self.in_main = False

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea] = [self.fields[self.textarea][0] + data.strip("\r\n")]


def fields_of(page: TestResponse) -> dict[str, list[str]]:
    """Return what the page's form would send as it stands."""
    reader = _FormReader()
    reader.feed(page.text)
    return reader.fields


def send(client: FlaskClient, url: str, **typed: Any) -> TestResponse:
    """Open the page, change what is typed, leave the rest as shown, and send the form."""
    page = client.get(url)
    assert page.status_code == 200, page.text
    return client.post(url, data={**fields_of(page), **typed})


def words(page: TestResponse) -> str:
    """Return what the page says below its frame, without tags and with single blanks."""
    text = page.text.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).strip()
