"""Addresses of the door. Those of allauth that need e-mail or open sign-up are left out on purpose."""

from allauth.account import views as allauth_views
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from accounts.web import locking
from accounts.web.access import open_to_all
from accounts.web.choosing import choose
from accounts.web.demo import sign_ins
from accounts.web.joining import JoinView
from accounts.web.recovering import RecoverView
from privacy.web.keeps import keeps

own: list[URLPattern | URLResolver] = [
    path("join/", JoinView.as_view(), name="join"),
    path("recover/", RecoverView.as_view(), name="recover"),
    path("demo/", sign_ins, name="demo"),
    path("visit/", locking.visit, name="visit"),
    path("visit/phones/", locking.card_phones, name="visit_phones"),
    path("lock/", locking.lock, name="lock"),
    path("reopen/", locking.reopen, name="reopen"),
    path("account/memberships/", choose, name="memberships"),
    path("account/security/", RedirectView.as_view(pattern_name="mfa_index"), name="security"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own, "accounts"))),
    path("keeps/", open_to_all(keeps), name="keeps"),
    path("language/", open_to_all(set_language), name="set_language"),
    path("account/login/", allauth_views.login, name="account_login"),
    path("account/logout/", allauth_views.logout, name="account_logout"),
    path("account/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("account/password/", allauth_views.password_change, name="account_change_password"),
    path("account/2fa/", include("allauth.mfa.urls")),
]
