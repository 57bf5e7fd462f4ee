"""The browser's fixtures; a journey is walked in the same Chromium."""

from tests.browser.chromium import chromium, site

__all__ = ["chromium", "site"]
