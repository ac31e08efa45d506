"""Installs releases with the real helm, from the arguments that Terraform would give it."""

import json
import os
import subprocess
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.kubernetes.cluster import Cluster
from commands.kubernetes.release import HelmRelease
from settings import Problem, UserError

PASSED_ON = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "PATH", "SSL_CERT_FILE")
"""All that helm takes over from the person's environment; their kubeconfig is not among it."""

KUBERNETES = "1.33.0"
"""The version that a chart is rendered for without a cluster."""

ANSWER = 120
"""Seconds that helm has for a command that does not wait for pods."""


@dataclass(frozen=True)
class Helm:
    """Helm in a folder of its own.

    charts: folders of charts by name, which stand for those of a repository (offline).
    kubeconfig: of the cluster; without one, only `template` works, and no cluster is ever asked.
    """

    program: Path
    folder: Path
    charts: Mapping[str, Path]
    kubeconfig: Path | None = None

    def template(self, release: HelmRelease, *arguments: str) -> str:
        """What the chart renders to, as YAML."""
        with self._values(release) as files:
            return self._run(
                *("template", release.name, *self._chart(release)),
                *("--namespace", release.namespace, "--kube-version", KUBERNETES),
                *files,
                *_flags(release, "--skip-crds", "--no-hooks", "--dependency-update"),
                *arguments,
            )

    def upgrade_install(self, release: HelmRelease, wait: float | None = None) -> None:
        """Installs a release, or upgrades it.

        wait: seconds to wait for its pods, and to roll back in when the release is atomic; None
            comes back as soon as the API server has taken everything. The provider's own wait is
            `release.timeout`, which kwok's slower roll-outs may exceed.
        """
        with self._values(release) as files:
            self._run(
                *("upgrade", "--install", release.name, *self._chart(release)),
                *("--namespace", release.namespace, "--history-max", str(release.history)),
                *files,
                *release.switches,
                *_waiting(release, wait),
                timeout=ANSWER + 2 * (wait or 0),
            )

    def rollback(
        self, release: HelmRelease, revision: int | None = None, wait: float | None = None
    ) -> None:
        """Goes back to a revision; to the one before the current where None."""
        to = [] if revision is None else [str(revision)]
        waiting = [] if wait is None else ["--wait", "--timeout", f"{wait:.0f}s"]
        self._run(
            *("rollback", release.name, *to, "--namespace", release.namespace, *waiting),
            *("--history-max", str(release.history)),
            timeout=ANSWER + (wait or 0),
        )

    def history(self, release: HelmRelease) -> list[dict[str, Any]]:
        """The revisions of a release, oldest first: `revision`, `status`, `chart`, ..."""
        return json.loads(self._run("history", *_of(release), "--output", "json"))

    def manifest(self, release: HelmRelease, revision: int | None = None) -> str:
        """What a revision of a release put into the cluster, as YAML."""
        at = [] if revision is None else ["--revision", str(revision)]
        return self._run("get", "manifest", *_of(release), *at)

    def uninstall(self, release: HelmRelease) -> None:
        """Takes a release away."""
        self._run("uninstall", *_of(release))

    def _chart(self, release: HelmRelease) -> list[str]:
        if folder := self.charts.get(release.chart_name):
            return [str(folder)]
        version = ["--version", release.version] if release.version else []
        repository = ["--repo", release.repository] if release.repository else []
        if repository and release.repository and release.repository.startswith("oci://"):
            return [f"{release.repository.rstrip('/')}/{release.chart}", *version]
        return [release.chart, *repository, *version]

    @contextmanager
    def _values(self, release: HelmRelease) -> Generator[list[str]]:
        """The values as files, in their order, then what outranks them."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            flags: list[str] = []
            for number, document in enumerate(release.values):
                file = Path(folder) / f"values-{number}.yaml"
                file.write_text(document)
                flags += ["--values", str(file)]
            yield [*flags, *(part for setting in release.settings for part in setting)]

    def _run(self, *arguments: str, timeout: float = ANSWER) -> str:
        try:
            run = subprocess.run(
                [str(self.program), *arguments],
                env=self._environ(),
                capture_output=True,
                text=True,
                check=False,
                timeout=timeout,
            )
        except subprocess.TimeoutExpired as expired:
            raise self._problem(arguments, f"No answer within {timeout:.0f} s.") from expired
        if run.returncode:
            raise self._problem(arguments, "\n".join(run.stderr.splitlines()[-20:]))
        return run.stdout

    def _environ(self) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
            "HELM_CACHE_HOME": str(self.folder / "helm-cache"),
            "HELM_CONFIG_HOME": str(self.folder / "helm-config"),
            "HELM_DATA_HOME": str(self.folder / "helm-data"),
            "HOME": str(self.folder),
            "KUBECONFIG": str(self.kubeconfig or os.devnull),
        }

    def _problem(self, arguments: Sequence[str], printed: str) -> UserError:
        fix = "Read what helm printed, above."
        return UserError([Problem(f"helm {' '.join(arguments[:3])} ...", printed, fix)])


def helm_for(cluster: Cluster, program: Path, charts: Mapping[str, Path]) -> Helm:
    """Helm as the administrator of a cluster."""
    return Helm(program, cluster.folder, charts, cluster.kubeconfig)


def _of(release: HelmRelease) -> tuple[str, ...]:
    return (release.name, "--namespace", release.namespace)


def _flags(release: HelmRelease, *known: str) -> list[str]:
    return [flag for flag in release.switches if flag in known]


def _waiting(release: HelmRelease, seconds: float | None) -> list[str]:
    if seconds is None:
        return []
    flags = ["--wait", "--timeout", f"{seconds:.0f}s"]
    if release.wait_for_jobs:
        flags.append("--wait-for-jobs")
    if release.atomic:
        flags.append("--atomic")
    return flags
