"""Previews show every dashboard as it is, load nothing, and go to a real Grafana only apart."""

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from commands.engines.build import tool
from commands.preview.__main__ import pages, written
from commands.preview.charts import named
from commands.preview.page import INDEX, name_of, page
from commands.preview.promtool import Series, samples
from commands.preview.push import push
from commands.preview.samples import Sample, candidates, plain, sampled
from commands.preview.units import formatted
from dashboards.catalogue import dashboards
from dashboards.layout import placed
from dashboards.model import Dashboard, Kind, Row, Threshold, Unit
from dashboards.pieces import chart, metric
from proof.case import fires, series
from proof.cases import CASES
from proof.environment import proof_environment
from settings import UserError, load_environment
from vocabulary.dashboards import Dashboard as Uid
from vocabulary.dashboards import Panel as Id

PROD = load_environment("prod")
ALL = dashboards(PROD)
TOKEN = "glsa_planted"
PNG = b"\x89PNG"

LOADS = re.compile(r"<(?:script|link|img|iframe|object|embed|image|use)\b|@import|url\(", re.I)
"""What would load something."""

EVIL = "<script>alert(1)</script>"


class Panels(HTMLParser):
    """The places of panels on a page: x, width and height by id."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, tuple[int, ...]] = {}
        self.areas: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Reads a panel."""
        of = {name: value or "" for name, value in attrs}
        if tag == "section":
            self.places[of["id"]] = tuple(int(of[f"data-{at}"]) for at in "xywh")
            self.areas[of["id"]] = of["style"]


def one(title: str = "Requests", uid: Uid = Uid.COST) -> Dashboard:
    """A dashboard of one chart."""
    panel = chart(
        1, title, "All.", Unit.PER_SECOND, metric("rate(planted_total[$__rate_interval])", "{{a}}"),
        width=24, thresholds=(Threshold(3, "red", "too many"),),
    )  # fmt: skip
    return Dashboard(uid, "Planted", "Of a test.", "payments", (), (), (Row("Row", (panel,)),))


PLANTED = fires("Planted", "4 a minute", {series("planted_total", a="b, } c"): "0+240x20"}, at=10)


def drawn(*values: float) -> Sample:
    """A sample with these values, a minute apart."""
    of = Series({"a": "b"}, tuple(enumerate(values)))
    return Sample(PLANTED, 0, len(values) - 1, ((of,),))


@pytest.mark.parametrize("made", ALL, ids=[made.uid.value for made in ALL])
def test_every_panel_is_at_its_place(made: Dashboard) -> None:
    read = Panels()
    read.feed(page(made, {}))
    assert read.places == {
        f"panel-{place.panel.id}": (place.x, place.y, place.panel.width, place.panel.height)
        for row in placed(made)
        for place in row.places
    }
    for row in placed(made):
        for place in row.places:
            area = (
                f"grid-area:{place.y - row.y}/{place.x + 1}"
                f"/span {place.panel.height}/span {place.panel.width};"
            )
            assert read.areas[f"panel-{place.panel.id}"].startswith(area)


def test_every_dashboard_is_written_and_listed(tmp_path: Path) -> None:
    (tmp_path / "lionpay-gone.html").write_text("of a dashboard that is no more")
    written(tmp_path, pages(ALL, {}))
    names = {name_of(made) for made in ALL}
    assert {path.name for path in tmp_path.iterdir()} == {INDEX, *names}
    listed = (tmp_path / INDEX).read_text()
    assert all(f'href="{name}"' in listed for name in names)


def test_no_page_loads_anything() -> None:
    for name, text in pages(ALL, {}).items():
        assert not LOADS.search(text), name
        assert "default-src &#x27;none&#x27;" in text, name
        assert re.findall(r'(?:src|srcset|data|poster|action)="', text) == [], name


def test_text_is_escaped() -> None:
    made = replace(one(EVIL), title=EVIL, description=f'"{EVIL}')
    text = page(made, {}, note=EVIL) + pages([made], {})[INDEX]
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_panel_without_sample_data_says_so_and_shows_its_thresholds() -> None:
    text = page(one(), {})
    assert "no sample data" in text
    assert 'class="threshold c-red"' in text
    assert "<b>3 req/s</b> too many" in text
    assert "<polyline" not in text


def test_a_chart_says_which_case_its_data_is_of() -> None:
    text = page(one(), {Id(Uid.COST, 1): drawn(1, 2, 4)})
    assert "sample data of Planted&#x27;s case: 4 a minute" in text
    assert "<polyline" in text
    assert "no sample data" not in text


def test_a_heatmap_shows_what_is_in_each_bucket_alone() -> None:
    made = one()
    panel = replace(made.rows[0].panels[0], kind=Kind.HEATMAP)
    made = replace(made, rows=(Row("Row", (panel,)),))
    buckets = tuple(Series({"le": le}, ((0, v),)) for le, v in (("1", 1), ("5", 5), ("+Inf", 5)))
    text = page(made, {Id(Uid.COST, 1): Sample(PLANTED, 0, 0, (buckets,))})
    assert re.findall(r'fill-opacity="([\d.]+)"', text) == ["0.25", "1"]


def test_a_closed_row_is_folded_and_names_its_panels() -> None:
    made = one()
    text = page(replace(made, rows=(replace(made.rows[0], closed=True),)), {})
    assert re.search(r'<details class="row" data-y="0"><summary>Row<span .*?>Requests<', text)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("values", [(), (4.0,), (0.0, 0.0), (1.0, float("nan"), float("inf"))])
def test_every_kind_is_drawn_with_few_or_odd_values(kind: Kind, values: tuple[float]) -> None:
    made = one()
    panel = replace(made.rows[0].panels[0], kind=kind)
    made = replace(made, rows=(Row("Row", (panel,)),))
    assert "panel-1" in page(made, {Id(Uid.COST, 1): drawn(*values)} if values else {})


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0.0312, Unit.PERCENT, "3.12%"),
        (0.25, Unit.SECONDS, "250 ms"),
        (93600, Unit.SECONDS, "1.08 days"),
        (3600, Unit.SECONDS, "1 hour"),
        (1536, Unit.BYTES, "1.5 KiB"),
        (1500, Unit.PER_SECOND, "1.5K req/s"),
        (3, Unit.DAYS, "3 days"),
        (1234567, Unit.MINOR_UNITS, "1,234,567"),
        (150000, Unit.SHORT, "150 K"),
        (0, Unit.SECONDS, "0 s"),
        (float("inf"), Unit.SHORT, "+Inf"),
    ],
)
def test_units_are_told_as_grafana_tells_them(value: float, unit: Unit, told: str) -> None:
    assert formatted(value, unit) == told


def test_a_query_is_asked_without_grafanas_variables() -> None:
    asked = 'rate(a{b=~"$region", c=~"${service:regex}"}[$__rate_interval]) + b offset $__range'
    wanted = 'rate(a{b=~".*", c=~".*"}[20m]) + b offset 60m'
    assert plain(asked, step=5, window=60) == wanted


def test_legends_have_labels_put_in() -> None:
    of = Series({"a": "x"}, ())
    assert named("{{a}} {{b}} p95", of) == "x  p95"
    assert named("{{b}}", of) == "(all)"
    assert named("", of) == '{a="x"}'


def test_what_promtool_prints_is_read() -> None:
    got = r'up{a="b,} c", q="x\"y"} 6.6E-02, {} +Inf'
    assert list(samples(got)) == [
        ({"__name__": "up", "a": "b,} c", "q": 'x"y'}, 0.066),
        ({}, float("inf")),
    ]


def test_a_panels_case_is_of_its_own_rule() -> None:
    made = next(made for made in ALL if made.uid is Uid.PROVIDERS)
    panel = next(p for row in made.rows for p in row.panels if p.title == "Errors by provider")
    best = candidates(PROD, made, panel, CASES)[0]
    assert best.rule == "PSPDependencyErrors"
    assert best.alerts


@dataclass
class Fake:
    """A Grafana on loopback that keeps what it is sent."""

    url: str = ""
    refuses: int = 0
    says: str = "no"
    folder_is_there: bool = False
    asked: list[tuple[str, dict[str, Any]]] = field(
        default_factory=list[tuple[str, dict[str, Any]]]
    )
    tokens: set[str | None] = field(default_factory=set[str | None])


@contextmanager
def fake() -> Generator[Fake]:
    """Runs one."""
    state = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Answers as Grafana does."""
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append((self.path, body))
            state.tokens.add(self.headers["Authorization"])
            code, said = 200, "{}"
            if state.refuses:
                code, said = state.refuses, state.says
            elif self.path == "/api/folders" and state.folder_is_there:
                code = 412
            elif self.path == "/api/dashboards/db":
                said = json.dumps({"url": f"/d/{body['dashboard']['uid']}/x"})
            self.send_response(code)
            self.send_header("Location", f"{state.url}/elsewhere")
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pushed(state: Fake, branch: str = "feature/x") -> list[str]:
    """Pushes everything to the fake."""
    environ = {"GRAFANA_URL": f"{state.url}/", "GRAFANA_TOKEN": TOKEN}
    return list(push(PROD, ALL, environ, branch))


@pytest.mark.parametrize("there", [False, True])
def test_dashboards_go_to_a_folder_of_the_branch_under_uids_of_their_own(there: bool) -> None:
    with fake() as state:
        state.folder_is_there = there
        told = pushed(state)
    (path, folder), *sent = state.asked
    assert (path, folder["title"]) == ("/api/folders", "feature/x")
    assert state.tokens == {f"Bearer {TOKEN}"}
    assert [path for path, _ in sent] == ["/api/dashboards/db"] * len(ALL)
    uids = [body["dashboard"]["uid"] for _, body in sent]
    for made, uid, (_, body), line in zip(ALL, uids, sent, told, strict=True):
        assert re.fullmatch(rf"{made.uid}-[0-9a-f]{{8}}", uid)
        assert len(uid) <= 40
        assert body["folderUid"] == folder["uid"]
        assert body["overwrite"] is True
        assert not {"id", "version"} & body["dashboard"].keys()
        assert line == f"{made.title}: {state.url}/d/{uid}/x"
        linked = set(re.findall(r"/d/([\w-]+)", json.dumps(body["dashboard"])))
        assert linked <= set(uids)


def test_two_branches_do_not_touch_each_other() -> None:
    with fake() as state:
        pushed(state, "one")
        pushed(state, "two")
    uids = [body["dashboard"]["uid"] for path, body in state.asked if path.endswith("db")]
    assert len(set(uids)) == 2 * len(ALL)


@pytest.mark.parametrize("code", [302, 401, 403, 500])
def test_a_refusal_is_told_once_and_without_the_token(code: int) -> None:
    with fake() as state:
        state.refuses, state.says = code, f"not with {TOKEN}"
        with pytest.raises(UserError) as told:
            pushed(state)
    assert f"It answered {code}: not with (token)" in str(told.value)
    assert TOKEN not in str(told.value)
    assert len(state.asked) == 1


def test_a_grafana_that_is_not_there_is_told() -> None:
    with fake() as state:
        pass
    with pytest.raises(UserError, match="It cannot be asked") as told:
        pushed(state)
    assert TOKEN not in str(told.value)


@pytest.mark.parametrize("url", ["http://grafana.example.com", "https://u:p@x.example", "x"])
def test_the_token_goes_nowhere_in_the_open(url: str) -> None:
    with pytest.raises(UserError) as told:
        list(push(PROD, ALL, {"GRAFANA_URL": url, "GRAFANA_TOKEN": TOKEN}, "x"))
    assert TOKEN not in str(told.value)


@pytest.mark.parametrize("environ", [{}, {"GRAFANA_URL": "https://x"}, {"GRAFANA_TOKEN": TOKEN}])
def test_nothing_is_pushed_without_both_settings(environ: dict[str, str]) -> None:
    assert list(push(PROD, ALL, environ, "x")) == []


@pytest.mark.rules
def test_promtool_answers_a_panels_query_over_a_case() -> None:
    found = sampled(PROD, [one()], [PLANTED], tool("promtool"))[Id(Uid.COST, 1)]
    ((answer,),) = found.series
    assert answer.labels == {"a": "b, } c"}
    assert answer.points[-1] == (10, pytest.approx(4))


@pytest.mark.rules
def test_promtools_own_words_are_kept_when_it_refuses() -> None:
    made = one()
    broken = replace(made.rows[0].panels[0], queries=(metric("planted_total * on () up", ""),))
    planted = replace(PLANTED, data={**PLANTED.data, 'up{a="1"}': "1x20", 'up{a="2"}': "1x20"})
    made = replace(made, rows=(Row("Row", (broken,)),))
    found = sampled(PROD, [made], [planted], tool("promtool"))[Id(Uid.COST, 1)]
    assert "duplicate series" in found.error
    assert "duplicate series" in page(made, {Id(Uid.COST, 1): found})


@pytest.mark.rules
def test_panels_of_alerts_are_drawn_and_no_query_is_refused() -> None:
    environment = proof_environment()
    made = dashboards(environment)
    found = sampled(environment, made, CASES, tool("promtool"))
    assert {at: sample.error for at, sample in found.items() if sample.error} == {}
    assert len(found) > 60


@pytest.mark.rules
@pytest.mark.parametrize("size", ["1920,1080", "500,1000"])
def test_a_page_is_drawn_by_a_real_browser(size: str, tmp_path: Path) -> None:
    browser = shutil.which("chromium")
    assert browser, "There is no chromium on PATH. Install it: apt-get install -y chromium"
    written(tmp_path, pages([one()], {Id(Uid.COST, 1): drawn(1, 2, 4)}))
    picture = tmp_path / "page.png"
    run = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={size}",
         f"--screenshot={picture}", (tmp_path / name_of(one())).as_uri()],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert picture.exists(), run.stderr
    assert picture.read_bytes().startswith(PNG)
    assert picture.stat().st_size > 5000
