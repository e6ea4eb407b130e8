"""What a page may load while it is rendered: the files it was handed, and nothing else."""

from collections.abc import Mapping

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

REFUSAL = "The page asks for a file that is not one of ours."
TYPES = {".css": "text/css", ".woff2": "font/woff2"}


class ClosedFetcher(URLFetcher):
    """Serves a dict of files by their address. Any other address, of whatever scheme, ends the rendering.

    `refused` counts them: inside a drawing the renderer passes over the refusal and draws on.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=[], allow_redirects=False)
        self.files = files
        self.refused = 0

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url not in self.files:
            self.refused += 1
            raise FatalURLFetchingError(REFUSAL)
        return URLFetcherResponse(url, body=self.files[url], headers={"Content-Type": media_type(url)})


def media_type(url: str) -> str:
    return next((kind for ending, kind in TYPES.items() if url.endswith(ending)), "application/octet-stream")
