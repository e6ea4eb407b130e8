"""Addresses of this app's pages."""

from django.urls import URLPattern, path

from commissioning.views import (
    across,
    ahead,
    answering,
    api,
    awards,
    cases,
    chasing,
    closing,
    corrections,
    dates,
    documents,
    holds,
    home,
    items,
    mails,
    money,
    more_time,
    owed_lists,
    packs,
    periods,
    promises,
    provider_people,
    questions,
    records,
    registers,
    requests,
    returns,
    saved,
    sent,
)
from commissioning.views.dashboard.page import dashboard
from commissioning.views.figures import figure
from commissioning.views.grid import page as grid
from commissioning.views.grid import saving as grid_saving
from commissioning.views.grid import taking as grid_taking
from commissioning.views.imports.layout import import_layout
from commissioning.views.imports.page import import_drop, import_file, import_marked, import_page
from commissioning.views.imports.upload import pack_form, pack_upload, return_form, return_upload
from commissioning.views.matrix import tracker
from commissioning.views.measures import figures
from commissioning.views.portfolio import pages as portfolio
from commissioning.views.providers import provider
from commissioning.views.quarters import choose_quarter
from commissioning.views.question_list import question_list
from commissioning.views.review.bulk import approve_all
from commissioning.views.review.causes import causes
from commissioning.views.review.page import review
from commissioning.views.search import search
from commissioning.views.service.handover import handover, meeting
from commissioning.views.service.tabs import service
from commissioning.views.services import services
from commissioning.views.set_up import providers as set_up
from commissioning.views.set_up.frame import begin
from commissioning.views.set_up.leavers import person_forget
from commissioning.views.set_up.order import order_figures
from commissioning.views.set_up.time import calendar_year
from commissioning.views.words_in.sort import source, source_draft
from commissioning.views.words_in.upload import pack_words_in, return_words_in, words_in
from tracker.ahead import made_ahead
from tracker.context import begun_by

# what the worker makes of pages before anybody looks
made_ahead(ahead.whole, ahead.money, ahead.lists)

# the menu of a page of no quarter leads to the quarter in hand
begun_by(begin)

QUARTER = "quarters/<slug:quarter>"

# pages to read
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("quarters/choose/", choose_quarter, name="choose-quarter"),
    path(f"{QUARTER}/", dashboard, name="dashboard"),
    path(f"{QUARTER}/home/", home.quarter_home, name="quarter-home"),
    path(f"{QUARTER}/returns/", owed_lists.returns, name="returns"),
    path(f"{QUARTER}/tracker/", tracker, name="tracker"),
    path(f"{QUARTER}/review/", review, name="review"),
    path(f"{QUARTER}/review/approve/", approve_all, name="approve-clean"),
    path(f"{QUARTER}/review/causes/", causes, name="causes"),
    path(f"{QUARTER}/services/", services, name="services"),
    path(f"{QUARTER}/services/<int:pk>/", service, name="service"),
    path(f"{QUARTER}/services/<int:pk>/handover/", handover, name="service-handover"),
    path(f"{QUARTER}/services/<int:pk>/meeting/", meeting, name="service-meeting"),
    path(f"{QUARTER}/services/<int:pk>/<slug:tab>/", service, name="service-tab"),
    path(f"{QUARTER}/providers/<int:pk>/", provider, name="provider"),
    path(f"{QUARTER}/money/", money.money, name="money"),
    path(f"{QUARTER}/money/streams/<int:pk>/", money.stream, name="stream"),
    path(f"{QUARTER}/money/funders/<int:pk>/", money.funder, name="funder"),
    path(f"{QUARTER}/money/allocations/<int:pk>/", money.allocation, name="allocation"),
    path(f"{QUARTER}/money/by/<slug:by>/", money.breakdown, name="money-by"),
    path(f"{QUARTER}/money/changes/", money.changes, name="money-changes"),
    path(f"{QUARTER}/money/funder-returns/", money.funder_returns, name="funder-returns"),
    path(f"{QUARTER}/money/streams/<int:pk>/return/", money.funder_return, name="funder-return"),
    path(f"{QUARTER}/money/streams/<int:pk>/return/make/", money.funder_return_make, name="funder-return-make"),
    path(
        f"{QUARTER}/money/streams/<int:pk>/return/questions/<int:question>/", money.funder_answer, name="funder-answer"
    ),
    path("funder-returns/<int:pk>/file/", money.funder_return_file, name="funder-return-file"),
    path("funder-returns/<int:pk>/sent/", money.funder_return_sent, name="funder-return-sent"),
    path(f"{QUARTER}/money/contracts/", money.contracts, name="contracts-register"),
    path(f"{QUARTER}/money/grants/", money.grants, name="grants"),
    *(
        path(f"{QUARTER}/money/grants/360giving.{kind}", money.grants_file, {"kind": kind}, name="grants-file")
        for kind in ("json", "xlsx")
    ),
    path(f"{QUARTER}/money/payments/", money.payments, name="payments"),
    path(f"{QUARTER}/spend/<int:pk>/", money.spend, name="spend"),
    path(f"{QUARTER}/awards/", awards.awards, name="awards"),
    path(f"{QUARTER}/awards/<int:pk>/", awards.award, name="award"),
    path(f"{QUARTER}/figures/", figures, name="figures"),
    path(f"{QUARTER}/figures/<int:pk>/", figure, name="figure"),
    path(f"{QUARTER}/measures/", across.measures, name="measures"),
    path(f"{QUARTER}/measures/<int:pk>/", across.measure, name="measure"),
    path(f"{QUARTER}/history/<slug:kind>/<int:pk>/", records.history, name="history"),
    path(f"{QUARTER}/search/", search, name="search"),
    path(f"{QUARTER}/views/", saved.saved_views, name="saved-views"),
    path(f"{QUARTER}/views/save/", saved.save_this_view, name="save-view"),
    path(f"{QUARTER}/views/<int:pk>/", saved.saved_view, name="saved-view"),
    path(f"{QUARTER}/views/<int:pk>/drop/", saved.drop_saved_view, name="drop-view"),
]

# what runs through all quarters
urlpatterns += [
    path(f"{QUARTER}/registers/", registers.registers, name="registers"),
    path(f"{QUARTER}/promises/", promises.promises, name="promises"),
    path(f"{QUARTER}/registers/dates/", dates.dates, name="dates"),
    path(f"{QUARTER}/registers/documents/wanted/", documents.documents_wanted, name="documents-wanted"),
    path(f"{QUARTER}/registers/<slug:name>/", registers.register, name="register"),
]

# for programs
urlpatterns += [
    path(f"{QUARTER}/documents/", documents.own_documents, name="own-documents"),
    path("documents/add/<slug:kind>/<int:pk>/", documents.document_add, name="document-add"),
    path("documents/<int:pk>/file/", documents.document_file, name="document-file"),
    path("information-requests/<int:pk>/", requests.information_request, name="information-request"),
    path("information-requests/<int:pk>/answer/", requests.request_answer, name="request-answer"),
    path("information-requests/<int:pk>/file/", requests.request_file, name="request-file"),
    path("information-requests/<int:pk>/now/", requests.request_now, name="request-now"),
    path("calendar/address/", dates.make_address, name="calendar-address"),
    path("calendar/<str:secret>.ics", dates.feed, name="calendar"),
    path("api/v1/", api.api_index, name="api"),
    path("api/v1/openapi.json", api.api_openapi, name="api-openapi"),
    path("api/v1/quarters/<slug:quarter>/<slug:name>/", api.api_list, name="api-list"),
    path("tokens/", api.tokens, name="tokens"),
    path("tokens/<int:pk>/end/", api.token_end, name="token-end"),
]

# what is owed: opening a quarter, returns, packs and items with their pages and acts, questions
urlpatterns += [
    path(f"{QUARTER}/sent/", sent.sent, name="sent"),
    path("providers/<int:pk>/people/", provider_people.provider_people, name="provider-people"),
    path("figures/<int:pk>/correct/", corrections.correct, name="correct"),
    path(f"{QUARTER}/figures/<int:pk>/correct/", corrections.figure_correct, name="figure-correct"),
    path("corrections/<int:pk>/", corrections.correction, name="correction"),
    path(f"{QUARTER}/reminders/", chasing.reminders, name="reminders"),
    path(f"{QUARTER}/chase/", chasing.chase_page, name="chase"),
    path(f"{QUARTER}/open/", periods.open_quarter, name="open-quarter"),
    path(f"{QUARTER}/close/", closing.close_quarter, name="close-quarter"),
    path(f"{QUARTER}/reopen/", closing.reopen_quarter, name="reopen-quarter"),
    path("returns/<int:pk>/", returns.quarterly_return, name="return"),
    path("returns/<int:pk>/links/", answering.return_links, name="return-links"),
    path("returns/<int:pk>/mails/", mails.return_mails, name="return-mails"),
    path("answer/open/<str:token>/", answering.answer_open, name="answer-open"),
    path("answer/<int:pk>/", answering.answer, name="answer"),
    path("answer/<int:pk>/code/", answering.answer_code, name="answer-code"),
    path("answer/<int:pk>/draft/", answering.answer_draft, name="answer-draft"),
    path("answer/<int:pk>/check/", answering.answer_check, name="answer-check"),
    path("answer/<int:pk>/acknowledge/", answering.answer_acknowledge, name="answer-acknowledge"),
    path("answer/<int:pk>/act/<slug:act>/", answering.answer_act, name="answer-act"),
    path("returns/<int:pk>/check/", returns.return_check, name="return-check"),
    path("returns/<int:pk>/ask/", returns.return_ask, name="return-ask"),
    path("returns/<int:pk>/acknowledge/", returns.return_acknowledge, name="return-acknowledge"),
    path("returns/<int:pk>/act/<slug:act>/", returns.return_act, name="return-act"),
    path("returns/<int:pk>/earlier/<int:measure>/", returns.return_earlier, name="return-earlier"),
    path("returns/<int:pk>/paste/", returns.return_paste, name="return-paste"),
    path("returns/<int:pk>/files/", returns.return_files, name="return-files"),
    path("returns/<int:pk>/files/<int:file>/", returns.return_file, name="return-file"),
    path("returns/<int:pk>/files/<int:file>/hold/", holds.return_file_hold, name="return-file-hold"),
    path("returns/<int:pk>/facts/<slug:section>/<slug:box>/", returns.return_facts, name="return-facts"),
    path("returns/<int:pk>/form/", return_form, name="return-form"),
    path("returns/<int:pk>/upload/", return_upload, name="return-upload"),
    path("returns/<int:pk>/words-in/", return_words_in, name="return-words-in"),
    path("returns/<int:pk>/<slug:section>/", returns.return_section, name="return-section"),
    path("returns/<int:pk>/<slug:section>/draft/", returns.return_draft, name="return-draft"),
    path("packs/<int:pk>/", packs.pack, name="pack"),
    path(f"{QUARTER}/grids/<slug:group>/", grid_saving.grid, name="grid"),
    path(f"{QUARTER}/grids/<slug:group>/draft/", grid_saving.grid_draft, name="grid-draft"),
    path(f"{QUARTER}/grids/<slug:group>/same/", grid.grid_same, name="grid-same"),
    path(f"{QUARTER}/grids/<slug:group>/send/", grid_taking.grid_send, name="grid-send"),
    path("packs/<int:pk>/send/", packs.pack_send, name="pack-send"),
    path("packs/<int:pk>/more-time/", more_time.pack_more_time, name="pack-more-time"),
    path("more-time/<int:pk>/agree/", more_time.more_time_agree, name="more-time-agree"),
    path("packs/<int:pk>/check/", packs.pack_check, name="pack-check"),
    path("packs/<int:pk>/mails/", mails.pack_mails, name="pack-mails"),
    path("packs/<int:pk>/ask/", packs.pack_ask, name="pack-ask"),
    path("packs/<int:pk>/acknowledge/", packs.pack_acknowledge, name="pack-acknowledge"),
    path("packs/<int:pk>/act/<slug:act>/", packs.pack_act, name="pack-act"),
    path("packs/<int:pk>/form/", pack_form, name="pack-form"),
    path("packs/<int:pk>/upload/", pack_upload, name="pack-upload"),
    path("packs/<int:pk>/words-in/", pack_words_in, name="pack-words-in"),
    path("packs/<int:pk>/<slug:section>/", packs.pack_section, name="pack-section"),
    path("packs/<int:pk>/<slug:section>/draft/", packs.pack_draft, name="pack-draft"),
    path(f"{QUARTER}/items/new/", items.item_new, name="item-new"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/check/", items.item_check, name="item-check"),
    path("items/<int:pk>/mails/", mails.item_mails, name="item-mails"),
    path("items/<int:pk>/ask/", items.item_ask, name="item-ask"),
    path("items/<int:pk>/acknowledge/", items.item_acknowledge, name="item-acknowledge"),
    path("items/<int:pk>/act/<slug:act>/", items.item_act, name="item-act"),
    path("items/<int:pk>/files/", items.item_files, name="item-files"),
    path("items/<int:pk>/files/<int:file>/", items.item_file, name="item-file"),
    path("items/<int:pk>/files/<int:file>/hold/", holds.item_file_hold, name="item-file-hold"),
    path("items/<int:pk>/facts/<slug:section>/<slug:box>/", items.item_facts, name="item-facts"),
    path("items/<int:pk>/<slug:section>/", items.item_section, name="item-section"),
    path("items/<int:pk>/<slug:section>/draft/", items.item_draft, name="item-draft"),
    path(f"{QUARTER}/words-in/", words_in, name="words-in"),
    path("sources/<int:pk>/", source, name="source"),
    path("sources/<int:pk>/draft/", source_draft, name="source-draft"),
    path("imports/<int:pk>/", import_page, name="import"),
    path("imports/<int:pk>/layout/", import_layout, name="import-layout"),
    path("imports/<int:pk>/file/", import_file, name="import-file"),
    path("imports/<int:pk>/hold/", holds.import_hold, name="import-hold"),
    path("imports/<int:pk>/marked/", import_marked, name="import-marked"),
    path("imports/<int:pk>/drop/", import_drop, name="import-drop"),
    path("cases/<int:pk>/clear/", cases.case_clear, name="case-clear"),
    path("questions/<int:pk>/", questions.question_page, name="question"),
    path("questions/ask/<slug:kind>/<int:pk>/", questions.question_ask, name="question-ask"),
    path(f"{QUARTER}/questions/", question_list, name="questions"),
    path("questions/<int:pk>/reply/", questions.question_reply, name="question-reply"),
    path("questions/<int:pk>/close/", questions.question_close, name="question-close"),
]

# what is set up, beside the pages that every kind of record has (tracker.set_up)
urlpatterns += [
    path("set-up/calendars/<int:pk>/<slug:side>-year/", calendar_year, name="calendar-year"),
    path("set-up/services/<int:pk>/order/", order_figures, name="order-figures"),
    path("set-up/providers/likely-twins/", set_up.provider_twins, name="provider-twins"),
    path("set-up/providers/<int:pk>/merge/", set_up.provider_merge, name="provider-merge"),
    path("set-up/providers/<int:pk>/apart/<int:other>/", set_up.provider_apart, name="provider-apart"),
    path("set-up/contacts/<int:pk>/export/", set_up.contact_export, name="contact-export"),
    path("set-up/contacts/<int:pk>/erase/", set_up.contact_erase, name="contact-erase"),
    path("set-up/people/<int:pk>/forget/", person_forget, name="person-forget"),
    path("set-up/contacts/<int:pk>/mails/", mails.contact_mails, name="contact-mails"),
]

# what the office paid
urlpatterns += [
    path("payments/ledger/", money.ledger, name="ledger"),
    path("payments/ledger/<int:pk>/", money.ledger_file, name="ledger-file"),
    path("payments/<int:pk>/match/", money.payment_match, name="payment-match"),
]

# the office's portfolio spreadsheet
urlpatterns += [
    path("portfolio/load/", portfolio.choose, name="portfolio-load"),
    path("portfolio/workbook/", portfolio.workbook, name="portfolio-workbook"),
    path("portfolio/load/<int:pk>/", portfolio.file, name="portfolio-file"),
    path("portfolio/load/<int:pk>/commented/", portfolio.commented, name="portfolio-commented"),
    path("portfolio/load/<int:pk>/<slug:kind>/", portfolio.changes, name="portfolio-changes"),
]
