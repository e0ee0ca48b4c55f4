"""Every address of the web app."""

from __future__ import annotations

from django.urls import path

from andante.web.accounts import views as accounts
from andante.web.diary import concerns
from andante.web.diary import own_views as own
from andante.web.diary import views as diary
from andante.web.keeping import views as keeping
from andante.web.offline import views as offline
from andante.web.today import views as today
from andante.web.trends import views as trends

urlpatterns = [
    path("", today.home, name="home"),
    path("today/", today.today, name="today"),
    path("today/timer/", today.timer, name="timer"),
    path("today/flare/", today.flare, name="flare"),
    path("today/flare/say/", today.say_flare, name="say-flare"),
    path("today/probe/<int:probe_id>/", today.answer_probe, name="probe"),
    path("today/wishes/", today.wishes, name="wishes"),
    path("welcome/", today.first_day, name="welcome"),
    path("diary/", diary.index, name="diary"),
    path("diary/<day:day>/", diary.check_in, name="check-in"),
    path("diary/<day:day>/same/", diary.same_as_yesterday, name="same"),
    path("diary/<day:day>/usual/", diary.as_usual, name="usual"),
    path("diary/now/", diary.how_now, name="now"),
    path("diary/own/", own.own, name="own"),
    path("diary/own/activity/<int:own_id>/", own.own_activity, name="own-activity"),
    path("diary/own/<str:kind>/<int:own_id>/hide/", own.own_hide, name="own-hide"),
    path("diary/entry/<uuid:entry_id>/", diary.edit, name="edit"),
    path("diary/entry/<uuid:entry_id>/void/", diary.set_void, name="void"),
    path("diary/entry/<uuid:entry_id>/restore/", diary.restore, name="restore"),
    path("diary/send/", diary.send, name="send"),
    path("worry/", concerns.worry, name="worry"),
    path("worry/over/", concerns.worry_over, name="worry-over"),
    path("help-now/", concerns.help_now, name="help-now"),
    path("trends/", trends.trends, name="trends"),
    path("trends/load/", trends.load, name="trends-load"),
    path("trends/areas/", trends.areas, name="trends-areas"),
    path("trends/patterns/", trends.patterns, name="trends-patterns"),
    path("trends/table/<slug:name>/", trends.table, name="trends-table"),
    path("trends/<slug:name>.svg", trends.picture, name="picture"),
    path("service-worker.js", offline.service_worker, name="service-worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.page, name="offline"),
    path("keeping/", keeping.keeping, name="keeping"),
    path("keeping/archive.zip", keeping.archive, name="archive"),
    path("keeping/diary.csv", keeping.diary, name="diary-file"),
    path("keeping/backup.zip", keeping.backup, name="backup"),
    path("keeping/erase/", keeping.erase_me, name="erase-me"),
    path("erased/", keeping.erased, name="erased"),
    path("settings/", accounts.settings, name="settings"),
    path("settings/password/", accounts.change_password, name="change-password"),
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("begin/<str:token>/", accounts.begin, name="begin"),
    path("set-up/<str:token>/", accounts.set_up, name="set-up"),
    path("new-password/<str:token>/", accounts.new_password, name="new-password"),
]
