"""Files given to a browser, all in one way."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import quote

from flask import Response, request

from cluster.domain.vietnamese import fold

OPEN_XML = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    ".docx": f"{OPEN_XML}wordprocessingml.document",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".xlsx": f"{OPEN_XML}spreadsheetml.sheet",
    ".zip": "application/zip",
}


def give(
    filename: str,
    content: bytes | Iterable[bytes],
    *,
    size: int | None = None,
    media_type: str | None = None,
    sha256: str = "",
    is_shown: bool = False,
) -> Response:
    """Return a file to be saved, or to be shown by the browser itself.

    `size` and `media_type` are needed where the content or the ending of the name does not tell
    them. With its `sha256`, a download that broke off goes on where it stopped. A program that
    reads no accents finds a name without them.
    """
    kind = media_type or MEDIA_TYPES[PurePosixPath(filename).suffix]
    answer = Response(content, mimetype=kind)
    if size is not None:
        answer.content_length = size
    plain = fold(filename).encode("ascii", "replace").decode().replace("?", "_")
    disposition = "inline" if is_shown else "attachment"
    answer.headers.set("Content-Disposition", disposition, filename=plain)
    if plain != filename:
        answer.headers["Content-Disposition"] += f"; filename*=UTF-8''{quote(filename, safe='')}"
    if sha256:
        answer.set_etag(sha256)
        answer.make_conditional(request, accept_ranges=True, complete_length=size)
    return answer
