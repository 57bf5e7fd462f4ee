"""The browser's fixtures; a journey imports the same ones."""

from tests.browser.chromium import chromium, page, sign_in, site

__all__ = ["chromium", "page", "sign_in", "site"]
