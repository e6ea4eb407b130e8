"""The files of a publication: made of its stored documents alone, each kept under the name of its own digest.

Made twice, they are the same bytes: the only time in them is that of the sign-off.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from reports import exports
from reports.document import Change, Document, Download, Seal
from reports.exports.figures import HEADER, about, figure_rows
from reports.exports.frozen import MadeFile, stored_document
from reports.exports.steady import steady
from reports.models import FileAudience, FileKind, Publication, PublishedFile
from reports.tasks.paper import Paper
from reports.word import word_file
from tracker import formats
from tracker.exports import XLSX, csv_bytes, xlsx_bytes
from tracker.kept_files import keep, sha256
from tracker.models import Job

KIND = "publication"
FOLDER = "published"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Pdf = Callable[[Paper, int], bytes]  # the page and the time written into it, to a checked file


def key_of(publication: Publication) -> str:
    return f"{KIND}:{publication.pk}"


def publication_of(job: Job) -> Publication:
    return Publication.objects.get(pk=int(job.key.partition(":")[2]))


def make_all(publication: Publication, pdf: Pdf) -> str:
    """Make and keep every file; answers where the list of them is kept."""
    made = list(_files(publication, pdf))
    listed = json.dumps([asdict(each) for each in made], indent=1).encode()
    return keep(listed, "json", folder=FOLDER)


def listed(job: Job) -> list[MadeFile]:
    """The files that a finished job has made."""
    with default_storage.open(job.result) as file:
        return [MadeFile(**each) for each in json.load(file)]


def _files(publication: Publication, pdf: Pdf) -> Iterator[MadeFile]:
    """The public's files, the page last because it names the others; then those of the board."""
    public, at = stored_document(publication, "public"), publication.signed_off_at
    seal, moment = seal_of(publication, "public"), int(at.timestamp())
    font = _made(publication, FileKind.FONT, "woff2", "font/woff2", exports.asset(exports.FONT).read_bytes())
    styles = exports.stylesheet(font.file.rpartition("/")[2]).encode()
    style = _made(publication, FileKind.STYLESHEET, "css", "text/css; charset=utf-8", styles)
    yield font
    yield style
    rows, told = figure_rows(public), about(public, publication.version)
    downloads = [
        _made(publication, FileKind.PDF, "pdf", "application/pdf", pdf(paper_of(public, seal), moment)),
        _made(publication, FileKind.WORD, "docx", DOCX, steady(word_file(public, seal), at)),
        _made(publication, FileKind.FIGURES_XLSX, "xlsx", XLSX, steady(xlsx_bytes(HEADER, rows, about=told), at)),
        _made(publication, FileKind.FIGURES_CSV, "csv", "text/csv; charset=utf-8", csv_bytes(HEADER, rows)),
        _made(publication, FileKind.DATA, "json", "application/json", publication.public.encode()),
    ]
    yield from downloads
    offered = tuple(
        Download(FileKind(each.kind).label, address_of(publication, each), formats.file_size(each.size))
        for each in downloads
    )
    page = exports.published_page(
        public, seal_of(publication, "public", offered), stylesheet=address_of(publication, style)
    )
    yield _made(publication, FileKind.PAGE, "html", "text/html; charset=utf-8", page.encode())
    board, sealed = stored_document(publication, "board"), seal_of(publication, "board")
    for_board = FileAudience.BOARD
    content = pdf(paper_of(board, sealed), moment)
    yield _made(publication, FileKind.PDF, "pdf", "application/pdf", content, for_board)
    yield _made(publication, FileKind.WORD, "docx", DOCX, steady(word_file(board, sealed), at), for_board)


def _made(
    publication: Publication,
    kind: FileKind,
    ending: str,
    media_type: str,
    content: bytes,
    audience: FileAudience = FileAudience.PUBLIC,
) -> MadeFile:
    for_whom = "" if audience == FileAudience.PUBLIC else f"-{audience.value}"
    name = f"quarterly-update-{publication.slug}-v{publication.version}{for_whom}.{ending}"
    return MadeFile(
        kind.value,
        audience.value,
        sha256(content),
        keep(content, ending, folder=FOLDER),
        name,
        len(content),
        media_type,
    )


def paper_of(document: Document, seal: Seal) -> Paper:
    return Paper(exports.paper_html(document, seal), exports.titles(document))


def seal_of(publication: Publication, audience: str, files: tuple[Download, ...] = ()) -> Seal:
    return Seal(
        version=publication.version,
        sha256=getattr(publication, f"{audience}_sha256"),
        event=publication.event_number or 0,
        event_hash=publication.event_hash,
        signed_off=formats.moment(publication.signed_off_at),
        address=settings.SITE_URL + reverse("public-update", args=[publication.slug]),
        history=reverse("public-update-version", args=[publication.slug, publication.version]),
        why=publication.why,
        changes=tuple(Change(**each) for each in publication.erratum),
        files=files,
    )


def address_of(publication: Publication, made: MadeFile | PublishedFile) -> str:
    return reverse("public-update-file", args=[publication.slug, made.file.rpartition("/")[2]])
