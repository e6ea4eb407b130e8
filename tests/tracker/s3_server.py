"""A small S3: it listens on this machine, keeps objects in memory, and answers nobody who has not signed rightly."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tracker.settings import s3

BUCKET, REGION, KEY, SECRET = "tracker-files", "eu-west-2", "the key", "the secret of the key"
MISSING = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>None.</Message></Error>'
REFUSED = '<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>No.</Message></Error>'


class S3(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.objects: dict[str, bytes] = {}
        self.refused = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serving() -> Iterator[S3]:
    made = S3()
    try:
        yield made
    finally:
        made.shutdown()
        made.server_close()


def storage_in(server: S3, secret: str = SECRET) -> dict[str, object]:
    """The setting for files that are kept there."""
    return s3(BUCKET, REGION, key=KEY, secret=secret, endpoint=server.url)


class Answers(BaseHTTPRequestHandler):
    server: S3
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        if self.is_signed(b""):
            words = dict(parse_qsl(urlsplit(self.path).query))
            if "list-type" in words or "delimiter" in words or not self.key:
                self.answer(200, self.listed(words).encode())
            else:
                self.stored()

    def do_HEAD(self) -> None:
        if self.is_signed(b""):
            self.stored()

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.is_signed(body):
            self.server.objects[self.key] = body
            self.answer(200)

    def do_DELETE(self) -> None:
        if self.is_signed(b""):
            self.server.objects.pop(self.key, None)
            self.answer(204)

    @property
    def key(self) -> str:
        return urlsplit(self.path).path.removeprefix(f"/{BUCKET}").lstrip("/")

    def stored(self) -> None:
        found = self.server.objects.get(self.key)
        self.answer(200, found) if found is not None else self.answer(404, MISSING.encode())

    def listed(self, words: dict[str, str]) -> str:
        prefix = words.get("prefix", "")
        inside = {name.removeprefix(prefix): name for name in self.server.objects if name.startswith(prefix)}
        files = [name for rest, name in inside.items() if "/" not in rest]
        folders = sorted({rest.split("/")[0] for rest in inside if "/" in rest})
        contents = "".join(f"<Contents><Key>{escape(name)}</Key><Size>1</Size></Contents>" for name in files)
        common = "".join(f"<CommonPrefixes><Prefix>{prefix}{each}/</Prefix></CommonPrefixes>" for each in folders)
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{contents}{common}</ListBucketResult>"

    def is_signed(self, body: bytes) -> bool:
        """By the key's secret, over method, address, the headers that it names and, where it says so, the content."""
        said = self.headers.get("Authorization", "")
        ours = self.signature(said) if said.startswith(f"AWS4-HMAC-SHA256 Credential={KEY}/") else ""
        digest = self.headers.get("x-amz-content-sha256", "")
        whole = digest in (hashlib.sha256(body).hexdigest(), "UNSIGNED-PAYLOAD")
        if ours and said.endswith(f"Signature={ours}") and whole:
            return True
        self.server.refused += 1
        self.answer(403, REFUSED.encode())
        return False

    def signature(self, said: str) -> str:
        names = said.split("SignedHeaders=")[1].split(",")[0].split(";")
        headers = {name: self.headers[name] for name in names if self.headers[name] is not None}
        request = AWSRequest(self.command, f"http://{self.headers['Host']}{self.path}", headers=headers)
        request.context["timestamp"] = self.headers["x-amz-date"]
        signer = S3SigV4Auth(Credentials(KEY, SECRET), "s3", REGION)
        return str(signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request))

    def answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", "Thu, 26 Nov 2026 12:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
