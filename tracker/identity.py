"""Logging in through the office's own directory (Microsoft Entra, or any other that speaks OpenID Connect).

Off unless the settings name it. Nobody is made: the directory says who comes, by a verified e-mail address, and an
active account with this address must be there. From then on the directory's own name for the person is what counts.
"""

from hashlib import sha256
from typing import Any

import requests
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.deferred import jwt
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tracker import audit
from tracker.models import User

SIGNED_BY = ("RS", "PS", "ES")  # kinds of signature by a key that only the directory has
YES = (True, 1, "1", "true", "True")


class Directory(OpenIDConnectOAuth2Adapter):
    """What the directory says counts only where it has signed it, for this site."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        signed = kwargs["response"].get("id_token", "")
        try:
            algorithm = jwt.get_unverified_header(signed).get("alg", "")
        except jwt.PyJWTError as error:
            raise OAuth2Error("No token") from error
        if not algorithm.startswith(SIGNED_BY):
            raise OAuth2Error("Not signed")
        self.did_fetch_access_token = False  # allauth checks no signature of what came straight from the directory
        claims = self._decode_id_token(app, signed)
        if claims.get("nonce") != self.nonce:
            raise OAuth2Error("Signed for another log-in")
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.account.extra_data = {}  # nothing of the person is kept but the directory's name for them
        login.verified_email = verified_email(claims)
        return login

    def get_access_token_data(self, request: HttpRequest, app: Any, client: Any, **asked: Any) -> Any:
        self.nonce = nonce_of(asked["pkce_code_verifier"])
        return super().get_access_token_data(request, app, client, **asked)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return f"{settings.SITE_URL}{reverse('identity-back')}"


def verified_email(claims: dict[str, Any]) -> str:
    """The address, if the directory says that it has verified it, or the office says that it trusts the directory's.

    `xms_edov` is Entra's word for it.
    """
    verified = settings.OIDC_EMAILS_TRUSTED or any(claims.get(name) in YES for name in ("email_verified", "xms_edov"))
    return str(claims.get("email") or "").strip().lower() if verified else ""


def nonce_of(verifier: str) -> str:
    """What the directory signs for this log-in alone. It follows from the secret that the browser's session keeps."""
    return sha256(f"nonce {verifier}".encode()).hexdigest()


class Through(OpenIDConnectProvider):
    oauth2_adapter_class = Directory

    def get_pkce_params(self) -> dict[str, str]:
        asked: dict[str, str] = super().get_pkce_params()
        return asked | {"nonce": nonce_of(asked["code_verifier"])}


class KnownPeople(DefaultSocialAccountAdapter):
    """Whoever the directory knows and the office did not invite stays outside."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Through:
        return Through(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if not sociallogin.is_existing:
            recognise(sociallogin)
        if not sociallogin.is_existing or not sociallogin.user.is_active:
            raise ImmediateHttpResponse(_outside(request, 403, unknown=True))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **rest: Any) -> None:
        raise ImmediateHttpResponse(_outside(request, 401))


@transaction.atomic
def recognise(sociallogin: Any) -> None:
    """The first time: by the verified address. The link is an event of the trail."""
    email = sociallogin.verified_email
    user = User.objects.select_for_update().filter(email=email, is_active=True).first() if email else None
    if user is None or SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider).exists():
        return  # nobody, or somebody whom the directory has called otherwise before: an address that was given away
    sociallogin.user = sociallogin.account.user = user
    sociallogin.account.save()
    audit.record(act="link-identity", record=user, by=user, at=timezone.now())


def came_by_it(request: HttpRequest) -> bool:
    """Whether this log-in came from the directory, which asks for its own second step."""
    user: Any = request.user
    return any(each.get("method") == "socialaccount" for each in get_authentication_records(request, user))


@login_not_required
@require_POST
def identity(request: HttpRequest) -> HttpResponse:
    """To the directory."""
    return _asked(request, OAuth2LoginView)


@login_not_required
@require_safe
def identity_back(request: HttpRequest) -> HttpResponse:
    """Back from the directory."""
    return _asked(request, OAuth2CallbackView)


def _asked(request: HttpRequest, view: Any) -> HttpResponse:
    if not settings.OIDC_SERVER:
        raise Http404
    try:
        answer: HttpResponse = view.adapter_view(Directory(request, settings.OIDC_SERVER))(request)
    except (requests.RequestException, ValueError, KeyError):  # it does not answer, or answers with something else
        return _outside(request, 502)
    return answer


def _outside(request: HttpRequest, status: int, *, unknown: bool = False) -> HttpResponse:
    return render(request, "account/identity.html", {"unknown": unknown}, status=status)
