"""From review to publication: who agrees, what was signed off, and the files that were published of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.update import Update

LONGEST_CHAIN = 4


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def standing(self, update):
        """The chain of the version in hand, in its order; what was voided is history."""
        return self.filter(update=update, version=update.version, voided_at=None).order_by("place")


class Agreement(models.Model):
    """One place in the chain of those who agree to a version of the update, and the agreement once it is given.

    It holds the digest of what was agreed to. One that is voided stays, and its place begins anew in another row.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        AGREED = "agreed", "agreed"

    update = models.ForeignKey(Update, on_delete=models.PROTECT, related_name="agreements", help_text="The update.")
    version = models.PositiveSmallIntegerField(help_text="The version that is agreed to.")
    place = models.PositiveSmallIntegerField(help_text="Order in the chain, from 1.")
    title = models.CharField(max_length=80, help_text="The post that agrees, as it is called.")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreements",
        help_text="Who agrees on this site; empty: a post outside it, whose agreement the office records.",
    )
    state = models.CharField(
        max_length=8, choices=State.choices, default=State.WAITING, help_text="Whether it is given."
    )
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the documents that were agreed to.")
    at = models.DateTimeField(null=True, blank=True, help_text="When it was given.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who gave it here, or recorded it for somebody.",
    )
    evidence = models.CharField(
        max_length=500, blank=True, help_text="How it was given, where the office recorded it: by e-mail, in a meeting."
    )
    file = models.FileField(upload_to="agreements/", blank=True, help_text="The evidence, under a random name.")
    file_name = models.CharField(max_length=160, blank=True, help_text="The file's own name.")
    media_type = models.CharField(max_length=100, blank=True, help_text="Kind of file, read from its first bytes.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Digest of the file.")
    voided_at = models.DateTimeField(null=True, blank=True, help_text="When it stopped counting; empty: it counts.")
    voided_why = models.CharField(max_length=500, blank=True, help_text="Why it stopped counting.")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["update", "version", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "version", "place"],
                condition=Q(voided_at=None),
                name="agreement_place_once",
                violation_error_message="Somebody else has this place in the chain.",
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=LONGEST_CHAIN),
                name="agreement_place_in_chain",
                violation_error_message="A chain has one to four places.",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", digest="", at=None, recorded_by=None, evidence="")
                | (Q(state="agreed", at__isnull=False, recorded_by__isnull=False) & ~Q(digest="")),
                name="agreement_given_whole",
                violation_error_message="An agreement that is given says to what, when and by whom.",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_why="") | (Q(voided_at__isnull=False) & ~Q(voided_why="")),
                name="agreement_voided_with_why",
                violation_error_message="An agreement that no longer counts says since when and why.",
            ),
        ]

    def __str__(self):
        return f"{self.place}. {self.title}"

    @property
    def given(self):
        return self.state == self.State.AGREED


class PublicationQuerySet(models.QuerySet["Publication"]):
    def signed(self):
        """Those that stand: signed off and not taken back."""
        return self.filter(voided_at=None)

    def published(self):
        return self.filter(voided_at=None, published_at__isnull=False)

    def newest_first(self):
        return self.order_by("-version")


class Publication(models.Model):
    """One version of an update as it was signed off: three documents, their digests, and the event that seals them.

    Everything that is published is made from these texts alone. They are never changed.
    """

    update = models.ForeignKey(Update, on_delete=models.PROTECT, related_name="publications", help_text="The update.")
    version = models.PositiveSmallIntegerField(help_text="Which version, from 1.")
    slug = models.SlugField(max_length=40, help_text="Its public address, which never changes.")
    schema = models.PositiveSmallIntegerField(help_text="By which form of document the texts are to be read.")
    internal = models.TextField(help_text="The whole document as JSON, as the office sees it.")
    board = models.TextField(help_text="As the Commissioner and chief officers see it.")
    public = models.TextField(help_text="As everybody may read it.")
    internal_sha256 = models.CharField(max_length=64, help_text="Digest of the office's document.")
    board_sha256 = models.CharField(max_length=64, help_text="Digest of the board's document.")
    public_sha256 = models.CharField(max_length=64, help_text="Digest of the public document.")
    digest = models.CharField(max_length=64, help_text="Digest of all three: what the chain agreed to.")
    why = models.CharField(
        max_length=500, blank=True, help_text="Why it corrects the version before; empty: it's first."
    )
    erratum = models.JSONField(
        default=list, help_text="Each figure that differs from the version before: code, label, old, new."
    )
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who signed it off."
    )
    signed_off_at = models.DateTimeField(help_text="When.")
    event_number = models.PositiveBigIntegerField(
        null=True, help_text="Number of the audit event of the sign-off; empty within its transaction alone."
    )
    event_hash = models.CharField(max_length=64, blank=True, help_text="Hash of that event.")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who published it.",
    )
    published_at = models.DateTimeField(null=True, blank=True, help_text="When; empty: not published.")
    voided_at = models.DateTimeField(
        null=True, blank=True, help_text="When the sign-off was taken back, before it was published."
    )
    voided_why = models.CharField(max_length=500, blank=True, help_text="Why it was taken back.")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["update", "version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "version"],
                condition=Q(voided_at=None),
                name="publication_version_once",
                violation_error_message="This version is signed off already.",
            ),
            models.UniqueConstraint(
                fields=["slug", "version"],
                condition=Q(voided_at=None),
                name="publication_address_once",
                violation_error_message="Another update has this public address.",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="publication_published_who_and_when",
                violation_error_message="Who published it and when go together.",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None) | Q(published_at=None),
                name="publication_published_stays",
                violation_error_message="What is published is not taken back: correct it by another version.",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_why="") | (Q(voided_at__isnull=False) & ~Q(voided_why="")),
                name="publication_voided_with_why",
                violation_error_message="A sign-off that is taken back says when and why.",
            ),
        ]

    def __str__(self):
        return f"{self.slug} version {self.version}"


class FileKind(models.TextChoices):
    PAGE = "page", "Page"
    STYLESHEET = "stylesheet", "Stylesheet"
    FONT = "font", "Font"
    PDF = "pdf", "PDF"
    SUMMARY = "summary", "Summary in two pages (PDF)"
    SUMMARY_PAGE = "short", "Summary as a page"
    WORD = "word", "Word"
    DATA = "json", "Data (JSON)"
    FIGURES_XLSX = "xlsx", "Figures (XLSX)"
    FIGURES_CSV = "csv", "Figures (CSV)"
    WEBSITE = "website", "Copy for our website (ZIP)"


OFFERED = (
    FileKind.PAGE,
    FileKind.PDF,
    FileKind.SUMMARY_PAGE,
    FileKind.SUMMARY,
    FileKind.WORD,
    FileKind.FIGURES_XLSX,
    FileKind.FIGURES_CSV,
    FileKind.DATA,
    FileKind.WEBSITE,
)  # in this order; font and stylesheet are parts of a page


class FileAudience(models.TextChoices):
    PUBLIC = "public", "everybody"
    BOARD = "board", "Commissioner and chief officers"


class PublishedFile(models.Model):
    """A file of a publication, kept under the name of its own digest."""

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="files", help_text="What it is a file of."
    )
    kind = models.CharField(max_length=10, choices=FileKind.choices, help_text="What sort of file it is.")
    audience = models.CharField(max_length=8, choices=FileAudience.choices, help_text="Who may have it.")
    sha256 = models.CharField(max_length=64, help_text="Digest of the file.")
    file = models.CharField(max_length=120, help_text="Where it is kept: a name made from its digest.")
    name = models.CharField(max_length=120, help_text="What it is called when it is fetched.")
    size = models.PositiveIntegerField(help_text="Bytes.")
    media_type = models.CharField(max_length=100, help_text="Kind of file, as it is told to who fetches it.")

    class Meta:
        ordering = ["publication", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "kind", "audience"],
                name="published_file_once",
                violation_error_message="The publication has this file already.",
            ),
        ]

    def __str__(self):
        return self.name
