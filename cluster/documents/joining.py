"""Join tagged PDFs of one make into one file, and keep no more than one of them in memory."""

from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO

import pikepdf

from cluster.documents.pdf_reader import ROOTS, Excerpt
from cluster.documents.pdf_writer import PdfWriter, references, text_string

CATALOGUE, INFO, PAGES, STRUCTURE, DOCUMENT = range(1, 6)


def join(parts: Iterable[bytes], out: BinaryIO) -> None:
    """Write the pages of the files one after the other.

    Title, fitness for the archive and language are those of the first file.
    """
    writer = PdfWriter(out)
    writer.reserve(DOCUMENT)
    pages: list[int] = []
    sections: list[int] = []
    parents: list[bytes] = []
    for part in parts:
        with pikepdf.open(BytesIO(part)) as source:
            root, tree = source.Root, source.Root.StructTreeRoot
            known = {root.Pages.objgen: PAGES, tree.objgen: STRUCTURE, tree.K[0].objgen: DOCUMENT}
            excerpt = Excerpt(writer.reserve, known=known)
            if not pages:
                _write_head(writer, source, excerpt)
            owners = list(tree.ParentTree.Nums)[1::2]
            for page, owned in zip(source.pages, owners, strict=True):
                page.obj.StructParents = len(pages)
                parents.append(b"%d %b" % (len(pages), excerpt.copied(owned)))
                pages.append(excerpt.number(page.obj))
            sections += [excerpt.number(section) for section in tree.K[0].K]
            excerpt.write(writer)
    _write_trees(writer, pages, sections, parents)
    writer.finish(root=CATALOGUE, info=INFO)


def _write_trees(
    writer: PdfWriter, pages: list[int], sections: list[int], parents: list[bytes]
) -> None:
    """Write what holds the pages together, and their structure."""
    writer.put(PAGES, b"<</Type/Pages/Count %d/Kids%b>>" % (len(pages), references(pages)))
    writer.put(
        STRUCTURE,
        b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree<</Nums[%b]>>>>"
        % (DOCUMENT, b" ".join(parents)),
    )
    writer.put(
        DOCUMENT,
        b"<</Type/StructElem/S/Document/P %d 0 R/K%b>>" % (STRUCTURE, references(sections)),
    )


def _write_head(writer: PdfWriter, source: pikepdf.Pdf, excerpt: Excerpt) -> None:
    """Write what a file says of itself."""
    entries = excerpt.entries(source.Root, but=ROOTS)
    writer.put(
        CATALOGUE,
        b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R%b>>" % (PAGES, STRUCTURE, entries),
    )
    title, producer = (text_string(str(source.docinfo[key])) for key in ("/Title", "/Producer"))
    writer.put(INFO, b"<</Title%b/Producer%b>>" % (title, producer))
