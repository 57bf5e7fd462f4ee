"""The rule book of a year: read it, write it, publish it, follow it with a new version."""

from cluster.services.rulebook.reading import (
    BookPage,
    CurrentBook,
    LineKey,
    Version,
    current,
    has_book,
    list_sources,
    list_versions,
    load,
    pledge_to_amend,
    view,
    view_draft,
)
from cluster.services.rulebook.sample import sample_data
from cluster.services.rulebook.versions import (
    copy_to_year,
    import_book,
    new_version,
    publish,
    reopen,
)
from cluster.services.rulebook.writing import (
    add_criterion,
    change_criterion,
    change_settings,
    delete_criterion,
    move_criterion,
)

__all__ = [
    "BookPage",
    "CurrentBook",
    "LineKey",
    "Version",
    "add_criterion",
    "change_criterion",
    "change_settings",
    "copy_to_year",
    "current",
    "delete_criterion",
    "has_book",
    "import_book",
    "list_sources",
    "list_versions",
    "load",
    "move_criterion",
    "new_version",
    "pledge_to_amend",
    "publish",
    "reopen",
    "sample_data",
    "view",
    "view_draft",
]
