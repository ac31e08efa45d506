"""What a Loki of the proofs is told: one process on loopback that waits for nothing."""

import socket
from pathlib import Path
from typing import Any

LOOPBACK = "127.0.0.1"
EVER = "87600h"
"""Ten years."""
MESSAGE = 1024**3
"""Bytes of lines that are pushed in one go."""


def configuration(folder: Path, *, http: int, grpc: int) -> dict[str, Any]:
    """Loki's configuration; JSON is YAML too.

    What Grafana Cloud adds to lines by itself, as `service_name` and `detected_level`, is left on.
    """
    return {
        "auth_enabled": True,
        "server": {
            "http_listen_address": LOOPBACK,
            "http_listen_port": http,
            "grpc_listen_address": LOOPBACK,
            "grpc_listen_port": grpc,
            "log_level": "warn",
            "grpc_server_max_recv_msg_size": MESSAGE,
            "grpc_server_max_send_msg_size": MESSAGE,
        },
        "common": {
            "instance_addr": LOOPBACK,
            "path_prefix": str(folder / "data"),
            "replication_factor": 1,
            "ring": {"kvstore": {"store": "inmemory"}},
            "storage": {
                "filesystem": {
                    "chunks_directory": str(folder / "data" / "chunks"),
                    "rules_directory": str(folder / "data" / "rules"),
                }
            },
        },
        "schema_config": {
            "configs": [
                {
                    "from": "2020-01-01",
                    "store": "tsdb",
                    "object_store": "filesystem",
                    "schema": "v13",
                    "index": {"prefix": "index_", "period": "24h"},
                }
            ]
        },
        "ingester": {
            "lifecycler": {"min_ready_duration": "0s", "final_sleep": "0s"},
            # Lines come in any order within half of this.
            "max_chunk_age": EVER,
            "wal": {"enabled": False},
        },
        # Queries are handed over inside the process; finding a scheduler takes ten seconds.
        "frontend_worker": {"frontend_address": f"{LOOPBACK}:{grpc}"},
        # Lines stay in the ingester; it is asked about old ones too.
        "querier": {"query_ingesters_within": "0s"},
        "limits_config": {
            "allow_structured_metadata": True,
            "creation_grace_period": EVER,
            "ingestion_burst_size_mb": 1024,
            "ingestion_rate_mb": 1024,
            "max_global_streams_per_user": 0,
            "max_query_length": "0s",
            "per_stream_rate_limit": "1GB",
            "per_stream_rate_limit_burst": "1GB",
            "reject_old_samples": False,
        },
        "analytics": {"reporting_enabled": False},
    }


def reserved_port() -> socket.socket:
    """A bound socket that does not listen: a server can take its port, but nobody by chance."""
    reservation = socket.socket()
    reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reservation.bind((LOOPBACK, 0))
    return reservation


def port_of(bound: socket.socket) -> int:
    """The port of a bound socket."""
    port: int = bound.getsockname()[1]
    return port
