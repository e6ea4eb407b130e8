"""Addresses of this app's pages."""

from django.urls import URLPattern, path, re_path

from commissioning.views.set_up.frame import begin
from reports.views import findings, grants, publishing, short
from reports.views import update as views
from reports.views.checks import checks
from reports.views.compose import acts, change, counting, editor, page, past, place, prints
from reports.views.compose import word as word_edits
from reports.views.dashboard import dashboard_file, dashboard_job, dashboard_pdf
from reports.views.provider_check import by_link, office, own
from reports.views.public import funding, open_data, published, register
from reports.views.public import updates as public
from reports.views.public.accessibility import accessibility
from reports.views.set_up import KINDS
from tracker.set_up.urls import set_up_urls

UPDATE = "quarters/<slug:quarter>/update"
COMPOSE = f"{UPDATE}/compose"

# read by anybody; what each begins with stands in tracker.public.PLACES too
PUBLIC = [
    path("funding/", funding.funding, name="funding"),
    re_path(r"^funding/awards\.(?P<kind>csv|xlsx)$", funding.funding_file, name="funding-file"),
    path("funding/<slug:code>/", funding.funding_award, name="funding-award"),
    path("register/", register.register, name="public-register"),
    path("register/<slug:part>/", register.register, name="public-register-part"),
    re_path(r"^register/(?P<part>[a-z-]+)\.(?P<kind>csv|xlsx)$", register.register_file, name="public-register-file"),
    re_path(r"^register/documents/(?P<sha256>[0-9a-f]{64})$", register.register_document, name="register-document"),
    path("updates/<slug:slug>/", public.update, name="public-update"),
    path("updates/<slug:slug>/v<int:number>/", public.version, name="public-update-version"),
    path("updates/<slug:slug>/files/<str:name>", public.file, name="public-update-file"),
    path("open-data/", open_data.open_data, name="open-data"),
    re_path(
        r"^open-data/grants/(?P<number>[0-9]{1,6})/360giving\.(?P<kind>json|xlsx)$",
        open_data.released_file,
        name="open-data-file",
    ),
    path("updates/", published.updates, name="updates"),
    path("updates/feed.xml", published.feed, name="updates-feed"),
    path("accessibility/", accessibility, name="accessibility"),
]
urlpatterns: list[URLPattern] = [
    path("quarters/<slug:quarter>/pdf/", dashboard_pdf, name="dashboard-pdf"),
    path("quarters/<slug:quarter>/pdf/<int:pk>/", dashboard_job, name="dashboard-job"),
    path("quarters/<slug:quarter>/pdf/<int:pk>/file/", dashboard_file, name="dashboard-file"),
    path(f"{UPDATE}/", views.update, name="update"),
    path(f"{UPDATE}/checks/", checks, name="update-checks"),
    path(f"{UPDATE}/outline/", views.outline, name="update-outline"),
    path(f"{UPDATE}/pdf/", views.pdf, name="update-pdf"),
    path(f"{UPDATE}/word/", views.word, name="update-word"),
    path(f"{UPDATE}/in-short/", short.summary, name="update-summary"),
    path(f"{UPDATE}/website/", short.website, name="update-website"),
    path(f"{UPDATE}/files/<int:pk>/", views.job, name="update-job"),
    path(f"{UPDATE}/files/<int:pk>/pdf/", views.file, name="update-file"),
    path(f"{UPDATE}/sign-off/", publishing.sign_off, name="sign-off"),
    path(f"{UPDATE}/sign-off/chain/", publishing.chain, name="sign-off-chain"),
    path(f"{UPDATE}/sign-off/agreements/<int:pk>/", publishing.agree, name="agreement"),
    path(f"{UPDATE}/sign-off/agreements/<int:pk>/ask/", publishing.ask, name="agreement-ask"),
    path(f"{UPDATE}/sign-off/agreements/<int:pk>/record/", publishing.record, name="agreement-record"),
    path(f"{UPDATE}/sign-off/agreements/<int:pk>/file/", publishing.evidence, name="agreement-file"),
    path(f"{UPDATE}/sign-off/files/<int:pk>/<slug:audience>/<slug:kind>/", publishing.file, name="signed-file"),
    path(f"{UPDATE}/sign-off/<slug:act>/", publishing.act, name="sign-off-act"),
    path("update/paragraphs/<int:pk>/", place.entry, name="entry"),
    path(f"{UPDATE}/ask/<slug:code>/", place.ask, name="entry-question"),
    path(f"{COMPOSE}/", page.compose, name="compose"),
    path(f"{COMPOSE}/settings/", page.settings, name="compose-settings"),
    path(f"{COMPOSE}/move/", acts.move, name="compose-move"),
    path(f"{COMPOSE}/count/", counting.count, name="compose-count"),
    path(f"{COMPOSE}/word/", word_edits.word, name="compose-word"),
    path(f"{COMPOSE}/word/file/", word_edits.word_file, name="compose-word-file"),
    path(f"{COMPOSE}/word/<int:pk>/", word_edits.edits, name="compose-word-edits"),
    path(f"{COMPOSE}/<int:pk>/", editor.paragraph, name="compose-entry"),
    path(f"{COMPOSE}/add/", change.add, name="compose-add"),
    path(f"{COMPOSE}/<int:pk>/change/", change.change, name="compose-change"),
    path(f"{COMPOSE}/<int:pk>/acts/<slug:act>/", acts.act, name="compose-act"),
    path(f"{COMPOSE}/history/", past.update_history, name="compose-history"),
    path(f"{COMPOSE}/<int:pk>/history/", past.paragraph_history, name="compose-entry-history"),
    path(f"{COMPOSE}/<int:pk>/print/", prints.print_paragraph, name="compose-print"),
    path(f"{COMPOSE}/printed/<int:pk>/", prints.print_job, name="compose-print-job"),
    path(f"{COMPOSE}/printed/<int:pk>/file/", prints.print_file, name="compose-print-file"),
    path(f"{COMPOSE}/<int:pk>/draft/", editor.draft, name="compose-draft"),
    path(f"{COMPOSE}/<int:pk>/facts/", editor.facts, name="compose-facts"),
    *PUBLIC,
    path(f"{UPDATE}/findings/", findings.findings, name="compose-findings"),
    path(f"{UPDATE}/check/", office.checks, name="update-check"),
    path(f"{UPDATE}/check/send/", office.send, name="update-check-send"),
    path(f"{UPDATE}/check/<int:pk>/", office.provider_check, name="update-check-provider"),
    path(f"{UPDATE}/check/<int:pk>/answer/", office.write_down, name="update-check-answer"),
    path("quarters/<slug:quarter>/check/", own.own_check, name="own-check"),
    path("check/open/<str:token>/", by_link.check_open, name="check-open"),
    path("check/<int:pk>/", by_link.check, name="check"),
    path("check/<int:pk>/code/", by_link.check_code, name="check-code"),
    path("grants/publish/", grants.publish, name="grants-publish"),
    path("grants/releases/<int:pk>/withdraw/", grants.withdraw, name="grants-withdraw"),
    *set_up_urls(KINDS, begin=begin),
]
