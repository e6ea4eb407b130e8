"""A directory that speaks OpenID Connect, small and real: it listens, keeps codes, checks PKCE and signs its tokens."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "the-tracker", "a secret between the two"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Directory(ThreadingHTTPServer):
    """`claims`: what it says of whoever comes next. `key` signs; `shown` is the key that it publishes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.key = self.shown = new_key()
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.refuses = ""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/tenant"

    def token(self, nonce: str) -> str:
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.claims}
        signing: Any = self.key if self.algorithm == "RS256" else "guessed" * 8
        return jwt.encode(said, signing, algorithm=self.algorithm, headers={"kid": "one"})


class Answers(BaseHTTPRequestHandler):
    server: Directory

    def log_message(self, *args: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        words = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if asked.path.endswith("/.well-known/openid-configuration"):
            self.as_json(self.own_places())
        elif asked.path.endswith("/keys"):
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self.server.shown.public_key(), as_dict=True)
            self.as_json({"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]})
        else:
            self.authorise(words)

    def own_places(self) -> dict[str, Any]:
        here = self.server.url
        return {
            "issuer": here,
            "authorization_endpoint": f"{here}/authorize",
            "token_endpoint": f"{here}/token",
            "jwks_uri": f"{here}/keys",
            "userinfo_endpoint": f"{here}/nothing",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorise(self, words: dict[str, str]) -> None:
        """Everybody who comes is let through, as whoever `claims` says."""
        assert words["client_id"] == CLIENT
        assert words["code_challenge_method"] == "S256"
        code = secrets.token_hex(8)
        self.server.codes[code] = words
        answer = {"error": self.server.refuses} if self.server.refuses else {"code": code}
        self.send_response(302)
        self.send_header("Location", f"{words['redirect_uri']}?{urlencode({**answer, 'state': words['state']})}")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        words = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.server.codes.pop(words["code"], None)
        digest = hashlib.sha256(words["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if not asked or words["client_secret"] != SECRET or asked["code_challenge"] != challenge:
            self.as_json({"error": "invalid_grant"}, 400)
        else:
            self.as_json(
                {"access_token": "opaque", "token_type": "Bearer", "id_token": self.server.token(asked["nonce"])}
            )

    def as_json(self, said: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
