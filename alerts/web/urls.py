"""Addresses of the pages about alerts. Those under /a/ are for everybody: dull on purpose."""

from django.urls import URLPattern, path, register_converter

from alerts.web import (
    banner,
    checking,
    desk,
    drafts,
    files,
    fraud_figures,
    helpers,
    helpers_public,
    moderation,
    office,
    papers,
    public,
    recordings,
    replies,
    reports,
    rosters,
)
from alerts.web.codes import AlertCodeConverter

register_converter(AlertCodeConverter, "alert_code")

app_name = "alerts"
urlpatterns: list[URLPattern] = [
    path("alerts/desk/", desk.desk, name="desk"),
    path("alerts/desk/new/", drafts.begin, name="draft"),
    path("alerts/desk/<uuid:alert_id>/", moderation.one, name="alert"),
    path("alerts/desk/<uuid:alert_id>/facts/", drafts.facts, name="facts"),
    path("alerts/desk/<uuid:alert_id>/words/<slug:language>/", drafts.words, name="words"),
    path("alerts/desk/<uuid:alert_id>/review/", moderation.review, name="review"),
    path("alerts/desk/<uuid:alert_id>/do/<slug:deed>/", moderation.deed, name="alert_deed"),
    path("alerts/desk/reports/<uuid:report_id>/", desk.report_deed, name="report_deed"),
    path("alerts/desk/replies/<uuid:reply_id>/", desk.reply_deed, name="reply_deed"),
    path("a/<slug:network_code>/<alert_code:alert_code>/reply/", replies.reply, name="reply"),
    path("alerts/check/", checking.at_desk, name="check_at_desk"),
    path("alerts/helpers/", helpers.listed, name="helpers"),
    path("alerts/helpers/new/", helpers.add, name="helper_add"),
    path("alerts/helpers/import/", rosters.roster, name="helpers_import"),
    path("alerts/helpers/import/take-back/", rosters.take_back, name="helpers_take_back"),
    path("alerts/helpers/<uuid:helper_id>/", helpers.one, name="helper"),
    path("alerts/helpers/<uuid:helper_id>/<slug:what>/", helpers.deed, name="helper_deed"),
    path("a/<slug:network_code>/helpers/", helpers_public.everybody, name="helpers_public"),
    path("alerts/office/", office.ways, name="office"),
    path("a/<slug:network_code>/check/", checking.check, name="check"),
    path("a/<slug:network_code>/check.json", checking.listed, name="check_list"),
    path("alerts/report/", reports.at_desk, name="report"),
    path("alerts/figures/", fraud_figures.figures, name="fraud_figures"),
    path("a/<slug:network_code>/tell/", reports.in_public, name="tell"),
    path("a/<slug:network_code>/receipt/", reports.receipt, name="receipt"),
    path("alerts/banner/", banner.seen, name="banner_seen"),
    path("a/<slug:network_code>/", public.network, name="network"),
    path("a/<slug:network_code>/feed.atom", files.feed, name="feed"),
    path("a/<slug:network_code>/alerts.json", files.as_json, name="json"),
    path("a/<slug:network_code>/alerts.stix.json", files.as_stix, name="stix"),
    path("a/<slug:network_code>/<alert_code:alert_code>/", public.alert, name="public"),
    path("a/<slug:network_code>/<alert_code:alert_code>.<int:number>.cap", files.message, name="cap"),
    path("a/<slug:network_code>/<alert_code:alert_code>/text/", public.to_pass_on, name="text"),
    path(
        "a/<slug:network_code>/<alert_code:alert_code>/text/<slug:language>.txt",
        public.plain_text,
        name="plain_text",
    ),
    path("a/<slug:network_code>/<alert_code:alert_code>/poster.pdf", papers.poster_of, name="poster"),
    path(
        "a/<slug:network_code>/<alert_code:alert_code>/<slug:language>.opus",
        papers.recording,
        name="recording",
    ),
    path("alerts/<uuid:alert_id>/recordings/", recordings.recordings, name="recordings"),
    path("alerts/<uuid:alert_id>/recordings/put/", recordings.put, name="recording_put"),
    path("alerts/recordings/<uuid:recording_id>/", recordings.listen, name="recording_listen"),
    path("alerts/recordings/<uuid:recording_id>/hear/", recordings.hear, name="recording_hear"),
    path("alerts/recordings/<uuid:recording_id>/remove/", recordings.remove, name="recording_remove"),
]
