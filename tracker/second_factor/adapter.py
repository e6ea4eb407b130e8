"""How allauth keeps second factors here: nothing in the database, or in a copy of it, opens an account."""

import base64
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac

from tracker.models import Office


class SealedAdapter(DefaultMFAAdapter):
    """Secrets are sealed with the site's key, as links are. With another key they fit nothing, and are set up anew."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That did not fit. Type the code that the app shows now, or try the passkey again.",
    }

    def get_totp_issuer(self) -> str:
        office = Office.objects.first()
        return f"Commissioning tracker, {office.short_name}" if office else "Commissioning tracker"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()  # which no code fits


def _seal() -> Fernet:
    key = salted_hmac("tracker.second_factor", "seal", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
