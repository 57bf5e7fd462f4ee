"""The files a paper may use: our templates, style sheets and ornaments, and the packaged fonts."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]
SOURCE_TEMPLATES = PACKAGE.parent / "templates"
TEMPLATES = SOURCE_TEMPLATES if SOURCE_TEMPLATES.is_dir() else PACKAGE / "templates"
FONTS = PACKAGE / "static" / "vendor"

ASSETS = {
    path.name: path
    for path in (
        *sorted((TEMPLATES / "documents").glob("*.css")),
        *sorted((PACKAGE / "documents" / "art").glob("*.svg")),
        *sorted((FONTS / "tinos").glob("*.ttf")),
        *sorted((FONTS / "playfair-display").glob("*.ttf")),
    )
}
"""Every packaged file by its bare name, as `asset:NAME` in a template."""
