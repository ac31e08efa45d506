"""ExternalDNS."""

from commands.conformance.exposition import counter, exposition, gauge
from commands.conformance.fakes.scraped import Scraped


def external_dns(last_sync: float = 1_700_000_000) -> Scraped:
    """An ExternalDNS that has synchronized at a time and met one error."""
    families = [
        gauge("external_dns_controller_last_sync_timestamp_seconds", ({}, last_sync)),
        gauge("external_dns_registry_endpoints_total", ({}, 12)),
        gauge("external_dns_source_endpoints_total", ({}, 12)),
        counter("external_dns_registry_errors_total", ({}, 1)),
        counter("external_dns_source_errors_total", ({}, 0)),
        gauge("external_dns_controller_verified_records", ({"record_type": "a"}, 12)),
    ]
    return Scraped({"/metrics": exposition(families)})
