"""CoreDNS."""

from commands.conformance.exposition import counter, exposition, gauge, histogram
from commands.conformance.fakes.scraped import Scraped

_SERVER = {"server": "dns://:53", "zone": "."}
_CACHE = {"server": "dns://:53", "zones": "."}


def coredns() -> Scraped:
    """One replica of the cluster's DNS."""
    durations = (_SERVER, (5, 80, 99, 100), 0.4)
    families = [
        counter("coredns_dns_requests_total", ({**_SERVER, "proto": "udp", "type": "A"}, 100)),
        counter(
            "coredns_dns_responses_total",
            ({**_SERVER, "rcode": "NOERROR"}, 97),
            ({**_SERVER, "rcode": "SERVFAIL"}, 3),
        ),
        histogram("coredns_dns_request_duration_seconds", ("0.00025", "0.001", "1"), durations),
        gauge("coredns_cache_entries", ({**_CACHE, "type": "success"}, 20)),
        counter("coredns_cache_hits_total", ({**_CACHE, "type": "success"}, 70)),
        counter("coredns_panics_total", ({}, 0)),
        counter("coredns_forward_requests_total", ({"to": "10.0.0.2:53"}, 30)),
    ]
    return Scraped({"/metrics": exposition(families)})
