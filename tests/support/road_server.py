"""A road server of our own on loopback: it speaks as OSRM and as Valhalla do, and can fail as they do.

What it answers is worked out from the coordinates it is asked about, so that a mix-up of rows and
columns, of latitude and longitude, or of there and back shows.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from worklists.planning.problem import Place
from worklists.planning.travel import beeline

#: Metres a second on the road, by what the two kinds of server call the means of transport.
SPEEDS = {
    "driving": 8.0, "auto": 8.0, "bike": 4.0, "bicycle": 4.0, "foot": 1.25, "pedestrian": 1.25,
}  # fmt: skip

Point = tuple[float, float]


def seconds(start: Point, end: Point, profile: str = "driving") -> int:
    """By a road half as long again as the beeline, and a tenth slower to the north."""
    metres = beeline(Place("a", *start), Place("b", *end)) * 1.5
    slower = 1.1 if end[0] > start[0] else 1.0
    return round(metres / SPEEDS[profile] * slower)


@dataclass
class RoadServerOnLoopback:
    """What it is told to do (`mood`), and what it was asked."""

    kind: str
    #: "well", or how it fails: slow, drip, busy, cut, page, short, narrow, words, negative, huge,
    #: empty, nested, error, refuses
    mood: str = "well"
    #: No way to or from here, though the question is answered.
    islands: set[Point] = field(default_factory=set)
    #: Whoever asks about one of these gets a refusal for the whole question.
    unknown: set[Point] = field(default_factory=set)
    most_pairs: int = 2500
    questions: list[tuple[str, int, int]] = field(default_factory=list)
    url: str = ""

    def table(
        self, profile: str, sources: list[Point], ends: list[Point]
    ) -> tuple[int, list[list[int | None]]]:
        """Status, and the durations."""
        self.questions.append((profile, len(sources), len(ends)))
        if self.mood == "refuses" or len(sources) * len(ends) > self.most_pairs:
            return 400, []
        if self.unknown & {*sources, *ends}:
            return 400, []
        return 200, [[self._way(start, end, profile) for end in ends] for start in sources]

    def _way(self, start: Point, end: Point, profile: str) -> int | None:
        if start != end and {start, end} & self.islands:
            return None
        return seconds(start, end, profile)

    @property
    def pairs(self) -> int:
        return sum(rows * columns for _profile, rows, columns in self.questions)


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    roads: RoadServerOnLoopback

    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        found = re.fullmatch(r"/(?:\w+/)?table/v1/(\w+)/([-0-9.,;]+)", parts.path)
        if self.roads.kind != "osrm" or not found:
            return self._send(404, {"code": "InvalidUrl"})
        asked = parse_qs(parts.query)
        lon_lat = [tuple(map(float, pair.split(","))) for pair in found[2].split(";")]
        points = [(lat, lon) for lon, lat in lon_lat]
        sources = [points[int(i)] for i in asked["sources"][0].split(";")]
        ends = [points[int(i)] for i in asked["destinations"][0].split(";")]
        status, rows = self.roads.table(found[1], sources, ends)
        if status != 200:
            return self._send(status, {"code": "NoSegment", "message": "no segment"})
        return self._send(200, {"code": "Ok", "durations": self._moody(rows)})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.roads.kind != "valhalla" or self.path != "/sources_to_targets":
            return self._send(404, {"error": "Try a POST or GET request"})
        sources = [(at["lat"], at["lon"]) for at in asked["sources"]]
        ends = [(at["lat"], at["lon"]) for at in asked["targets"]]
        status, rows = self.roads.table(asked["costing"], sources, ends)
        if status != 200:
            return self._send(
                status, {"error_code": 171, "error": "No suitable edges near location"}
            )
        cells = [
            [
                {
                    "time": time,
                    "distance": None if time is None else 1.0,
                    "from_index": i,
                    "to_index": j,
                }
                for j, time in enumerate(row)
            ]
            for i, row in enumerate(self._moody(rows))
        ]
        return self._send(200, {"sources_to_targets": cells, "units": "kilometers"})

    def _moody(self, rows: list) -> list:
        mood = self.roads.mood
        if mood == "short":
            return rows[:-1]
        if mood == "narrow":
            return [row[:-1] for row in rows]
        spoilt = {"words": "langt", "negative": -60, "huge": 10**9}.get(mood)
        return [[spoilt for _ in row] for row in rows] if spoilt else rows

    def _send(self, status: int, answer: object) -> None:
        mood, body = self.roads.mood, json.dumps(answer).encode()
        body = {
            "page": b"<html>Velkommen</html>",
            "empty": b"",
            "nested": b"[" * 100_000,
            "error": b'{"code": "Ok"}',
        }.get(mood, body)
        status = 503 if mood == "busy" else status
        if mood == "slow":
            time.sleep(1.5)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if mood == "cut":
            body = body[: len(body) // 2]
            self.close_connection = True
        if mood == "drip":
            return self._drip(body)
        self.wfile.write(body)
        return None

    def _drip(self, body: bytes) -> None:
        try:
            for byte in body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.2)
        except OSError:
            self.close_connection = True


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever asked has hung up, as some tests want."""


@contextmanager
def road_server(kind: str) -> Iterator[RoadServerOnLoopback]:
    """A running server. `roads.url` is its address; leaving the context closes it."""
    roads = RoadServerOnLoopback(kind)
    handler = type("Answers", (_Answers,), {"roads": roads})
    server = _Quiet(("127.0.0.1", 0), handler)
    roads.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield roads
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
