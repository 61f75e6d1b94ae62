"""Addresses of signing in and out."""

from django.urls import path

from runback.web.signin import codes, mail, passkeys, views, ways

urlpatterns = [
    path("sign-in/", views.explain, name="sign-in"),
    path("sign-in/", views.explain, name="account_login"),  # by which django-allauth knows it
    path("sign-in/passkey/", passkeys.sign_in, name="sign-in-passkey"),
    path("sign-in/email/", mail.ask, name="sign-in-email"),
    path("sign-in/email/<str:token>/", mail.confirm, name="sign-in-email-confirm"),
    path("sign-in/second/", ways.SecondStep.as_view(), name="mfa_authenticate"),  # the same
    path("sign-in/again/", ways.again, name="sign-in-again"),
    path("sign-in/ways/", ways.show, name="sign-in-ways"),
    path("sign-in/ways/localhost/", ways.show_localhost_link, name="sign-in-localhost"),
    path("sign-in/ways/email/", mail.add, name="sign-in-email-add"),
    path("sign-in/ways/email/remove/", mail.remove, name="sign-in-email-remove"),
    path("sign-in/ways/passkeys/", passkeys.Add.as_view(), name="sign-in-passkey-add"),
    path("sign-in/ways/passkeys/<int:key_id>/remove/", passkeys.remove, name="sign-in-passkey-remove"),
    path("sign-in/ways/app/", codes.AddApp.as_view(), name="sign-in-app"),
    path("sign-in/ways/app/remove/", codes.remove_app, name="sign-in-app-remove"),
    path("sign-in/ways/codes/", codes.RecoveryCodes.as_view(), name="sign-in-codes"),
    path("sign-in/ways/codes/new/", codes.new_codes, name="sign-in-codes-new"),
    path("sign-in/<str:token>/", views.enter, name="sign-in-enter"),
    path("sign-out/", views.leave, name="sign-out"),
]
