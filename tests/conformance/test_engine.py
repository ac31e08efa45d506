"""The harness against the real Alloy: what it is told, what arrives, what is refused."""

import base64
import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from commands.conformance import otlp_messages as otlp
from commands.conformance.cli import AlloyError, formatted, validation_errors
from commands.conformance.engine import Engine
from commands.conformance.exposition import total
from commands.conformance.fakes.application import DURATION, application
from commands.conformance.fakes.cluster import SHOP
from commands.conformance.fakes.pod_logs import PodLogs
from commands.conformance.graph import proven_graph
from commands.conformance.loopback import LOOPBACK, free_port
from commands.conformance.otlp_client import GrpcSender, HttpSender
from commands.conformance.receiver import Credentials, Receiver, Signal, status
from commands.conformance.receiving.arrivals import Kind
from commands.conformance.waiting import wait_until

pytestmark = pytest.mark.engine

RECORDED = Path(__file__).parent / "recorded"
WAIT = 30

PROGRAM = """
loki.source.file "pods" {
	targets    = [{__path__ = sys.env("LOG")}]
	forward_to = [loki.process.pods.receiver]
}

loki.process "pods" {
	forward_to = [loki.write.cloud.receiver]

	stage.cri { }
}

loki.write "cloud" {
	endpoint {
		url                = sys.env("LOGS_URL")
		min_backoff_period = "100ms"

		basic_auth {
			username = "logs"
			password = "token"
		}

		tls_config {
			ca_pem = sys.env("CA")
		}
	}
}

prometheus.scrape "application" {
	targets         = [{__address__ = sys.env("APPLICATION")}]
	scrape_interval = "1s"
	scrape_timeout  = "1s"
	forward_to      = [prometheus.remote_write.cloud.receiver]
}

prometheus.remote_write "cloud" {
	external_labels = {cluster = "hub"}

	endpoint {
		url = sys.env("METRICS_URL")

		basic_auth {
			username = "metrics"
			password = "token"
		}

		tls_config {
			ca_pem = sys.env("CA")
		}

		queue_config {
			batch_send_deadline = "500ms"
		}
	}
}

otelcol.receiver.otlp "spans" {
	grpc {
		endpoint = sys.env("GRPC")
	}

	http {
		endpoint = sys.env("HTTP")
	}

	output {
		traces = [otelcol.exporter.otlp.cloud.input]
	}
}

otelcol.auth.basic "cloud" {
	username = "traces"
	password = "token"
}

otelcol.exporter.otlp "cloud" {
	client {
		endpoint = sys.env("TRACES")
		auth     = otelcol.auth.basic.cloud.handler

		tls {
			ca_pem = sys.env("CA")
		}
	}
}
"""


class Scene:
    """A receiver with TLS and credentials, a log, an application, and the program's environment."""

    def __init__(self, folder: Path) -> None:
        self.receiver = Receiver(
            {signal: Credentials(signal.value, "token") for signal in Signal}, tls=True
        )
        self.logs = PodLogs(folder / "pods")
        self.application = application()
        self.storage = folder / "storage"
        self.grpc = f"{LOOPBACK}:{free_port()}"
        self.http = f"{LOOPBACK}:{free_port()}"
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> "Scene":
        for part in (self.receiver, self.logs, self.application):
            self._stack.enter_context(part)
        self.log = self.logs.container(SHOP)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def env(self) -> Mapping[str, str]:
        return {
            "APPLICATION": self.application.address,
            "CA": self.receiver.ca_pem,
            "GRPC": self.grpc,
            "HTTP": self.http,
            "LOG": str(self.log.path),
            "LOGS_URL": self.receiver.logs_url,
            "METRICS_URL": self.receiver.metrics_url,
            "TRACES": self.receiver.traces_address,
        }

    def engine(self, alloy: Path) -> Engine:
        return Engine(alloy, PROGRAM, env=self.env(), storage=self.storage)

    def lines(self) -> list[str]:
        return [entry.line for entry in self.receiver.log_entries()]


def test_every_signal_arrives_with_its_user(alloy: Path, tmp_path: Path) -> None:
    with Scene(tmp_path) as scene, scene.engine(alloy) as engine:
        receiver = scene.receiver
        scene.log.write_parts(["4111 1111 ", "1111 1111"])
        with GrpcSender(scene.grpc) as sender:
            sender.send(otlp.traces([otlp.span("by gRPC", attributes={"i": 7})]))
        HttpSender(f"http://{scene.http}").send(otlp.traces([otlp.span("by HTTP")]))
        receiver.wait_for(lambda r: r.samples() and scene.lines() and len(r.spans()) == 2, WAIT)

        assert scene.lines() == ["4111 1111 1111 1111"]
        assert {span.name: span.attributes for span in receiver.spans()} == {
            "by gRPC": {"i": 7},
            "by HTTP": {},
        }
        bucket = next(s for s in receiver.samples() if s.name == f"{DURATION}_bucket")
        assert bucket.labels["cluster"] == "hub"
        for kind, user in (
            (Kind.REMOTE_WRITE, "metrics"),
            (Kind.LOKI_PUSH, "logs"),
            (Kind.TRACES, "traces"),
        ):
            assert {request.user for request in receiver.requests(kind)} == {user}
        assert total(engine.metrics(), "loki_write_sent_entries_total") == 1


def test_a_killed_engine_goes_on_where_it_was(alloy: Path, tmp_path: Path) -> None:
    with Scene(tmp_path) as scene:
        with scene.engine(alloy) as engine:
            scene.log.write("before")
            scene.receiver.wait_for(lambda _: "before" in scene.lines(), WAIT)
            positions = scene.storage / "loki.source.file.pods" / "positions.yml"
            wait_until(
                "the position is on disk",
                lambda: positions.is_file() and "checkout" in positions.read_text(),
                WAIT,
            )
            engine.kill()
            with pytest.raises(ProcessLookupError):
                engine.usage()
        scene.log.write("meanwhile")
        with scene.engine(alloy):
            scene.receiver.wait_for(lambda _: "meanwhile" in scene.lines(), WAIT)
        assert scene.lines() == ["before", "meanwhile"]


def test_a_failing_endpoint_is_tried_again(alloy: Path, tmp_path: Path) -> None:
    with Scene(tmp_path) as scene, scene.engine(alloy):
        scene.receiver.fail(Signal.LOGS, status(500))
        scene.receiver.fail(Signal.TRACES, status(429, retry_after=1))
        scene.log.write("paid")
        with GrpcSender(scene.grpc) as sender:
            sender.send(otlp.traces([otlp.span("x")]))
        scene.receiver.wait_for(
            lambda r: all(r.counts(s).refused for s in (Signal.LOGS, Signal.TRACES)), WAIT
        )
        scene.receiver.mend(Signal.LOGS)
        scene.receiver.mend(Signal.TRACES)
        scene.receiver.wait_for(lambda r: bool(r.spans()) and scene.lines() == ["paid"], WAIT)


def test_usage_components_and_reload(alloy: Path, tmp_path: Path) -> None:
    with Scene(tmp_path) as scene, scene.engine(alloy) as engine:
        usage = engine.usage()
        assert usage.cpu_seconds > 0
        assert 0 < usage.rss_bytes <= usage.peak_rss_bytes
        assert {c.health for c in engine.components()} == {"healthy"}
        assert "expected }, got EOF" in (engine.reload("loki.echo {") or "")
        assert engine.reload('loki.echo "x" { }') is None
        assert [c.id for c in engine.components()] == ["loki.echo.x"]
        assert "config reloaded" in engine.log()
        assert engine.stop()


def test_a_program_that_does_not_load_is_told_with_the_end_of_its_log(alloy: Path) -> None:
    with (
        pytest.raises(AlloyError, match=r"exit code 1(?s:.*)loki\.write\.w"),
        Engine(alloy, 'loki.write "w" { endpoint { url = "://" } }'),
    ):
        pass


def test_a_component_that_does_not_run_is_named(alloy: Path) -> None:
    credentials = base64.b64encode(b"x").decode()
    program = f"""
        otelcol.auth.basic "a" {{
            username = "{credentials}"
            password = "x"
        }}
        otelcol.exporter.otlp "t" {{
            client {{
                endpoint = "127.0.0.1:9"
                auth     = otelcol.auth.basic.a.handler
                tls {{ insecure = true }}
            }}
        }}
    """
    with (
        pytest.raises(AlloyError, match=r"otelcol\.exporter\.otlp\.t is exited: .*transport level"),
        Engine(alloy, program),
    ):
        pass


def test_fmt_and_validate(alloy: Path) -> None:
    assert formatted(alloy, 'loki.echo "x" {}') == 'loki.echo "x" { }\n'
    with pytest.raises(AlloyError, match="expected }"):
        formatted(alloy, "loki.echo {")
    assert validation_errors(alloy, PROGRAM) == []
    wrong = (
        'loki.process "x" {\n\tforward_to = [loki.echo.none.receiver]\n\n\tstage.crimson { }\n}\n'
    )
    errors = validation_errors(alloy, wrong)
    assert len(errors) == 2
    assert any(error.startswith("4:2: ") for error in errors)
    secretfilter = 'loki.secretfilter "x" {\n\tforward_to = []\n}\n'
    assert "stability level" in validation_errors(alloy, secretfilter)[0]
    assert validation_errors(alloy, secretfilter, "experimental") == []


def test_the_recorded_graph_is_what_the_engine_tells_today(alloy: Path) -> None:
    program = (RECORDED / "graph.alloy").read_text()
    with Engine(alloy, program) as engine:
        told = engine.component_details()
    proven_graph(program, told)
    recorded = json.loads((RECORDED / "graph.json").read_text())
    assert {(c["moduleID"], c["localID"]) for c in told} == {
        (c["moduleID"], c["localID"]) for c in recorded
    }
