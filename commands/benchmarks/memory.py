"""The engine's memory while it scrapes, masks and sends so many series."""

from dataclasses import dataclass
from pathlib import Path

from alloy.program import module_texts
from commands.benchmarks.measure import PATIENCE
from commands.conformance.engine import Engine
from commands.conformance.exposition import exposition, gauge, total
from commands.conformance.fakes.scraped import Scraped
from commands.conformance.receiver import Receiver
from commands.conformance.waiting import wait_until

SCRAPES = 4
"""After these the series are in the WAL and in the queues, and memory stands."""

PROGRAM = """prometheus.scrape "in" {
	targets         = [{__address__ = "TARGET"}]
	forward_to      = [mask_metrics.all.receiver]
	scrape_interval = "5s"
	scrape_timeout  = "5s"
}
mask_metrics "all" {
	forward_to = [prometheus.remote_write.out.receiver]
}
prometheus.remote_write "out" {
	endpoint {
		url = "URL"
	}
}
"""


@dataclass(frozen=True)
class Memory:
    """Bytes for a number of series."""

    series: int
    rss: int
    peak: int


def memory(alloy: Path, series: int) -> Memory:
    """What so many series take."""
    families = [
        gauge(
            f"bench_{family}",
            *(
                ({"pod": f"payment-api-{at}", "namespace": "shop", "code": str(at % 7)}, at)
                for at in range(series // 10)
            ),
        )
        for family in range(10)
    ]
    with Scraped({"/metrics": exposition(families)}) as target, Receiver() as receiver:
        text = PROGRAM.replace("TARGET", target.address).replace("URL", receiver.metrics_url)
        with Engine(alloy, f"{module_texts()['mask_metrics']}\n{text}") as engine:
            wanted = series * SCRAPES

            def sent() -> bool:
                return total(engine.metrics(), "prometheus_remote_storage_samples_total") >= wanted

            wait_until("the series are sent", sent, PATIENCE)
            used = engine.usage()
            return Memory(series, used.rss_bytes, used.peak_rss_bytes)
