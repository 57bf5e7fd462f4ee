"""Put a page that was laid out in full between the stamped pages of a file."""

from io import BytesIO

import pikepdf

from cluster.documents.awards import Composition, Paper, lay_out
from cluster.documents.pdf_reader import Excerpt
from cluster.documents.pdf_writer import PdfWriter


def insert(
    paper: Paper,
    composition: Composition,
    writer: PdfWriter,
    *,
    leaf: int,
    place: int,
    document: int,
) -> tuple[int, int, bytes]:
    """Write a paper's page as the child of a leaf of the page tree.

    Return the numbers of the page and of its section under the document's element, and which
    element owns each mark.
    """
    with pikepdf.open(BytesIO(lay_out(paper, composition))) as laid_out:
        (original,) = laid_out.pages
        tree = laid_out.Root.StructTreeRoot
        number = writer.reserve(2)
        section = number + 1
        excerpt = Excerpt(
            writer.reserve, known={original.obj.objgen: number, tree.K[0].objgen: section}
        )
        contents, resources = map(excerpt.copied, (original.obj.Contents, original.obj.Resources))
        writer.put(
            number,
            b"<</Type/Page/Parent %d 0 R/Contents %b/Resources %b/StructParents %d/Tabs/S>>"
            % (leaf, contents, resources, place),
        )
        kids = excerpt.copied(tree.K[0].K)
        writer.put(section, b"<</S/Sect/P %d 0 R/K%b>>" % (document, kids))
        parents = excerpt.copied(tree.ParentTree.Nums[1])
        excerpt.write(writer)
    return number, section, parents
