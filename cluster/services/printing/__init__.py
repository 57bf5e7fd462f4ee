"""Papers: composed from what stands, kept with their data; a reprint is the same bytes."""

from cluster.services.printing.issuable import Issuable, list_issuable
from cluster.services.printing.issuing import (
    PaperLine,
    can_print,
    issue,
    list_papers,
    reprint,
    reprint_in_word,
)
from cluster.services.printing.numbering import Series, list_series, set_series
from cluster.services.printing.official import (
    OfficialLine,
    draft,
    enter_details,
    list_official,
    read_details,
)
from cluster.services.printing.register_copies import register_paper, register_workbook
from cluster.services.printing.specimens import Specimen, specimens
from cluster.services.printing.templates import (
    TemplateLine,
    drop_template,
    list_templates,
    put_template,
    read_template,
)

__all__ = [
    "Issuable",
    "OfficialLine",
    "PaperLine",
    "Series",
    "Specimen",
    "TemplateLine",
    "can_print",
    "draft",
    "drop_template",
    "enter_details",
    "issue",
    "list_issuable",
    "list_official",
    "list_papers",
    "list_series",
    "list_templates",
    "put_template",
    "read_details",
    "read_template",
    "register_paper",
    "register_workbook",
    "reprint",
    "reprint_in_word",
    "set_series",
    "specimens",
]
