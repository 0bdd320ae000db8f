"""An HTTP client with cookies and one kept connection, which times what it asks for."""

import gzip
import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True)
class Reply:
    """What came back; `seconds` run from sending the request to the last byte."""

    status: int
    headers: http.client.HTTPMessage
    wire: bytes
    seconds: float

    @property
    def text(self) -> str:
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.wire) if packed else self.wire).decode()


class Browser:
    """One reader of one server."""

    def __init__(self, port: int, cookies: dict[str, str]):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = dict(cookies)

    def get(self, path: str, *, packed: bool = True) -> Reply:
        return self._send("GET", path, {"Accept-Encoding": "gzip"} if packed else {"Accept-Encoding": "identity"})

    def post(self, path: str, fields: dict) -> Reply:
        body = urlencode(fields, doseq=True)
        return self._send("POST", path, {"Content-Type": "application/x-www-form-urlencoded"}, body)

    def _send(self, method: str, path: str, headers: dict, body: str | None = None) -> Reply:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            return self._once(method, path, headers, body)
        except (http.client.RemoteDisconnected, ConnectionError):  # kept too long: the server hung up
            self.connection.close()
            return self._once(method, path, headers, body)

    def _once(self, method: str, path: str, headers: dict, body: str | None) -> Reply:
        start = time.perf_counter()
        self.connection.request(method, path, body=body, headers=headers)
        response = self.connection.getresponse()
        wire = response.read()
        seconds = time.perf_counter() - start
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return Reply(response.status, response.headers, wire, seconds)
