"""Every address of the web app."""

from __future__ import annotations

from allauth.account import views as entry
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from andante.web.accounts import getting_in, pairing
from andante.web.accounts import views as accounts
from andante.web.diary import concerns
from andante.web.diary import own_views as own
from andante.web.diary import views as diary
from andante.web.keeping import views as keeping
from andante.web.offline import views as offline
from andante.web.reminders import views as reminders
from andante.web.today import effort
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
    path("diary/own/<str:kind>/<int:own_id>/", own.own_change, name="own-change"),
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
    path("trends/ratings/", trends.ratings, name="trends-ratings"),
    path("trends/symptoms/", trends.symptoms, name="trends-symptoms"),
    path("trends/patterns/", trends.patterns, name="trends-patterns"),
    path("trends/table/<slug:name>/", trends.table, name="trends-table"),
    path("trends/<str:name>.svg", trends.picture, name="picture"),
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
    path("settings/effort/", effort.effort, name="effort"),
    path("settings/looks/", accounts.looks, name="looks"),
    path("settings/password/", accounts.change_password, name="change-password"),
    path("settings/devices/", accounts.devices, name="devices"),
    path("settings/phone/", pairing.add_phone, name="add-phone"),
    path("settings/reminders/", reminders.reminders, name="reminders"),
    path("settings/getting-in/", getting_in.index, name="mfa_index"),
    path("settings/getting-in/passkeys/", getting_in.to_index, name="mfa_list_webauthn"),
    path("settings/getting-in/passkeys/add/", getting_in.add_passkey, name="mfa_add_webauthn"),
    path("settings/getting-in/passkeys/<int:pk>/remove/", getting_in.remove_passkey, name="mfa_remove_webauthn"),
    path("settings/getting-in/codes/", getting_in.codes_on, name="mfa_activate_totp"),
    path("settings/getting-in/codes/off/", getting_in.codes_off, name="mfa_deactivate_totp"),
    path("settings/getting-in/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("settings/getting-in/recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("reminders/due/", reminders.due_now, name="due"),
    path("calendar/<str:token>.ics", reminders.calendar, name="calendar"),
    path("sign-in/", accounts.sign_in, name="account_login"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/second-step/", second_step.authenticate, name="mfa_authenticate"),
    path("sign-in/again/", entry.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("begin/<str:token>/", accounts.begin, name="begin"),
    path("set-up/<str:token>/", accounts.set_up, name="set-up"),
    path("new-password/<str:token>/", accounts.new_password, name="new-password"),
    path("pair/", pairing.pair, name="pair"),
    path("pair/<str:code>/", pairing.pair, name="pair-code"),
]
