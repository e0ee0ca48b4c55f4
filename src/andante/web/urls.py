"""Every address of the web app."""

from __future__ import annotations

from django.urls import path

from andante.web.accounts import views as accounts
from andante.web.diary import views as diary
from andante.web.keeping import views as keeping
from andante.web.today import views as today
from andante.web.trends import views as trends

urlpatterns = [
    path("", today.home, name="home"),
    path("today/", today.today, name="today"),
    path("diary/", diary.index, name="diary"),
    path("diary/<day:day>/", diary.check_in, name="check-in"),
    path("diary/<day:day>/same/", diary.same_as_yesterday, name="same"),
    path("diary/entry/<uuid:entry_id>/", diary.edit, name="edit"),
    path("diary/entry/<uuid:entry_id>/void/", diary.set_void, name="void"),
    path("worry/", diary.worry, name="worry"),
    path("worry/over/", diary.worry_over, name="worry-over"),
    path("trends/", trends.trends, name="trends"),
    path("trends/<slug:name>.svg", trends.picture, name="picture"),
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
