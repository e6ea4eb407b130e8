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
from reports.exports.summary import published_summary, summary_paper
from reports.exports.website import website_copy
from reports.models import OFFERED, FileAudience, FileKind, Publication, PublishedFile
from reports.tasks.paper import Paper
from reports.word import word_file
from tracker import formats
from tracker.exports import XLSX, csv_bytes, xlsx_bytes
from tracker.kept_files import keep, sha256
from tracker.models import Job

KIND = "publication"
FOLDER = "published"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRITTEN_AS = {  # ending, and kind of file as it is told to who fetches it
    FileKind.PAGE: ("html", "text/html; charset=utf-8"),
    FileKind.SUMMARY_PAGE: ("html", "text/html; charset=utf-8"),
    FileKind.STYLESHEET: ("css", "text/css; charset=utf-8"),
    FileKind.FONT: ("woff2", "font/woff2"),
    FileKind.PDF: ("pdf", "application/pdf"),
    FileKind.SUMMARY: ("pdf", "application/pdf"),
    FileKind.WORD: ("docx", DOCX),
    FileKind.FIGURES_XLSX: ("xlsx", XLSX),
    FileKind.FIGURES_CSV: ("csv", "text/csv; charset=utf-8"),
    FileKind.DATA: ("json", "application/json"),
    FileKind.WEBSITE: ("zip", "application/zip"),
}
NAMED: dict[FileKind, tuple[str, ...]] = {
    FileKind.SUMMARY: ("in-short",),
    FileKind.SUMMARY_PAGE: ("in-short",),
    FileKind.WEBSITE: ("website",),
}
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
    seal = seal_of(publication, "public")
    font = _made(publication, FileKind.FONT, exports.asset(exports.FONT).read_bytes())
    style = _made(publication, FileKind.STYLESHEET, exports.stylesheet(font.file.rpartition("/")[2]).encode())
    yield font
    yield style
    public = stored_document(publication, "public")
    contents = dict(_public_contents(publication, public, seal, pdf, stylesheet=address_of(publication, style)))
    downloads = [_made(publication, kind, contents[kind]) for kind in OFFERED if kind in contents]
    yield from downloads
    offered = tuple(
        Download(FileKind(each.kind).label, address_of(publication, each), formats.file_size(each.size))
        for each in downloads
    )
    sealed = seal_of(publication, "public", offered)
    page = exports.published_page(public, sealed, stylesheet=address_of(publication, style))
    yield _made(publication, FileKind.PAGE, page.encode())
    for kind, content in _papers(publication, stored_document(publication, "board"), pdf):
        yield _made(publication, kind, content, FileAudience.BOARD)


def _public_contents(
    publication: Publication, document: Document, seal: Seal, pdf: Pdf, *, stylesheet: str
) -> Iterator[tuple[FileKind, bytes]]:
    """What can be fetched beside the page, the copy for a website last: it holds the others."""
    at, rows = publication.signed_off_at, figure_rows(document)
    files = dict(_papers(publication, document, pdf))
    files[FileKind.FIGURES_XLSX] = steady(xlsx_bytes(HEADER, rows, about=about(document, publication.version)), at)
    files[FileKind.FIGURES_CSV] = csv_bytes(HEADER, rows)
    files[FileKind.DATA] = publication.public.encode()
    yield from files.items()
    whole = reverse("public-update", args=[publication.slug])
    short = published_summary(document, seal, stylesheet=stylesheet, whole=whole)
    yield FileKind.SUMMARY_PAGE, short.encode()
    beside = {name_of(publication, kind): (str(kind.label), content) for kind, content in files.items()}
    yield FileKind.WEBSITE, website_copy(document, at=at, files=beside, seal=seal)


def _papers(publication: Publication, document: Document, pdf: Pdf) -> Iterator[tuple[FileKind, bytes]]:
    """The document as it is printed, whole and in short, and as Word."""
    at, seal = publication.signed_off_at, seal_of(publication, document.audience)
    moment = int(at.timestamp())
    yield FileKind.PDF, pdf(paper_of(document, seal), moment)
    yield FileKind.SUMMARY, pdf(Paper(summary_paper(document, seal)), moment)
    yield FileKind.WORD, steady(word_file(document, seal), at)


def _made(
    publication: Publication, kind: FileKind, content: bytes, audience: FileAudience = FileAudience.PUBLIC
) -> MadeFile:
    ending, media_type = WRITTEN_AS[kind]
    return MadeFile(
        kind.value,
        audience.value,
        sha256(content),
        keep(content, ending, folder=FOLDER),
        name_of(publication, kind, audience),
        len(content),
        media_type,
    )


def name_of(publication: Publication, kind: FileKind, audience: FileAudience = FileAudience.PUBLIC) -> str:
    """What a file is called when it is fetched."""
    told = [publication.slug, f"v{publication.version}", *NAMED.get(kind, ())]
    for_whom = [] if audience == FileAudience.PUBLIC else [audience.value]
    return f"{'-'.join(['quarterly-update', *told, *for_whom])}.{WRITTEN_AS[kind][0]}"


def paper_of(document: Document, seal: Seal) -> Paper:
    return Paper(exports.paper_html(document, seal), exports.titles(document, seal))


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
