"""Whether a PDF is whole, open to everybody, and only to be read."""

import re
from typing import IO, BinaryIO, cast
from zipfile import is_zipfile

import pikepdf

from cluster.domain.errors import RuleViolation, _

END = b"%%EOF"
LONGEST_END = 2048
PADDING = b"\0\t\n\f\r "
COMMANDS = re.compile(rb"/(?:S|Subtype) /(?:JavaScript|Launch)\b|/JS ")
PROGRAMS = re.compile(
    r"\.(?:apk|bat|cmd|com|dll|exe|hta|jar|js|jse|lnk|msi|pif|ps1|scr|sh|vbe|vbs|wsf)[. ]*$",
    re.IGNORECASE,
)

PASSWORD_NEEDED = _("The file is protected by a password; nobody could read it as evidence.")
ACTIVE = _(
    "The PDF contains scripts or programs. Print it into a new PDF and attach that one instead."
)


def check_pdf(file: IO[bytes]) -> None:
    """Refuse a PDF that is torn, locked, runs something, or has another file behind its end."""
    try:
        with pikepdf.open(cast("BinaryIO", file)) as document:
            pages = len(document.pages)
            _check_harmless(document)
    except pikepdf.PasswordError:
        raise RuleViolation(PASSWORD_NEEDED, field="files") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        pages = 0
    if not pages:
        raise RuleViolation(_("The PDF is damaged and cannot be opened."), field="files")
    if not _ends_where_it_ends(file):
        raise RuleViolation(
            _("More follows behind the end of the PDF. Print it into a new PDF and attach that."),
            field="files",
        )


def _ends_where_it_ends(file: IO[bytes]) -> bool:
    file.seek(max(0, file.seek(0, 2) - LONGEST_END))
    return file.read().rstrip(PADDING).endswith(END) and not is_zipfile(file)


def _check_harmless(document: pikepdf.Pdf) -> None:
    """Refuse actions that run scripts or programs, wherever they hang, and attached programs."""
    for each in document.objects:
        if isinstance(each, pikepdf.Dictionary | pikepdf.Array):
            written = each.unparse(resolved=True)
            if COMMANDS.search(written) or (b"/EF " in written and _is_program(each)):
                raise RuleViolation(ACTIVE, field="files")


def _is_program(holder: pikepdf.Object) -> bool:
    """Tell whether an attached file, or the one that a note on a page holds, is a program."""
    attached = holder.get("/FS", holder) if isinstance(holder, pikepdf.Dictionary) else holder
    names = [attached.get(key) for key in ("/F", "/UF")] if "/EF" in attached else []
    return any(PROGRAMS.search(str(name)) for name in names)
