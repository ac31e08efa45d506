"""One cluster, as a person with kubectl sees it."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from commands.kubernetes.identities import write_kubeconfig
from settings import Problem, UserError

Manifest = dict[str, Any]
"""A Kubernetes object as JSON has it."""

MINUTE = 60


@dataclass(frozen=True)
class ServiceAccount:
    """Who a pod is."""

    namespace: str
    name: str

    @property
    def user(self) -> str:
        """The user that the authorizer sees."""
        return f"system:serviceaccount:{self.namespace}:{self.name}"


SUBRESOURCES = ("exec", "log", "metrics", "portforward", "proxy", "token")


@dataclass(frozen=True)
class Cluster:
    """A running API server with a kubeconfig: an administrator's, unless `acting_as` made it.

    name: `hub`, `spoke`, ...
    authority: the certificate that the server is checked against.
    folder: of this run; logs are there too.
    kubectl_binary: the kubectl of the same version.
    """

    name: str
    server: str
    kubeconfig: Path
    authority: Path
    folder: Path
    kubectl_binary: Path

    def kubectl(self, *arguments: str, stdin: str | None = None, timeout: float = MINUTE) -> str:
        """Runs kubectl and gives what it printed.

        Raises UserError when it fails or takes longer than `timeout` seconds.
        """
        run = self._run(arguments, stdin, timeout)
        if run.returncode:
            printed = "\n".join((run.stdout + run.stderr).splitlines()[-20:])
            raise self._problem(arguments, printed)
        return run.stdout

    def get(self, *arguments: str) -> dict[str, Any]:
        """What `kubectl get` tells, as JSON: `get("pods", "-n", "lionpay")["items"]`."""
        return json.loads(self.kubectl("get", *arguments, "-o", "json"))

    def apply(self, manifests: Sequence[Manifest]) -> None:
        """Creates or changes objects, on the server's side of `kubectl apply`."""
        listed = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(manifests)})
        self.kubectl("apply", "--server-side", "--force-conflicts", "-f", "-", stdin=listed)

    def wait_for(
        self, what: str, *, condition: str = "condition=Ready", timeout: float = MINUTE, **by: str
    ) -> None:
        """Waits, by watching, until objects meet a condition; nothing found is a failure.

        what: `pod --all`, `deployment/payment-api`, ...
        condition: as `kubectl wait --for` takes it.
        by: further flags, for example `namespace="lionpay"`.
        """
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in by.items()]
        self.kubectl(
            *("wait", *what.split(), f"--for={condition}", f"--timeout={timeout:.0f}s", *flags),
            timeout=timeout + 10,
        )

    def wait_for_rollout(self, what: str, namespace: str, timeout: float = MINUTE) -> None:
        """Waits, by watching, until a `daemonset/x`, `statefulset/x` or `deployment/x` runs."""
        self.kubectl(
            *("rollout", "status", what, "-n", namespace, f"--timeout={timeout:.0f}s"),
            timeout=timeout + 10,
        )

    def wait_for_workloads(self, manifests: Sequence[Manifest], timeout: float = MINUTE) -> None:
        """Waits until the workloads among some manifests run, and their Jobs are done.

        timeout: seconds for each of them.
        """
        for manifest in manifests:
            kind, named = manifest["kind"].lower(), manifest["metadata"]
            what = f"{kind}/{named['name']}"
            if kind in ("daemonset", "deployment", "statefulset"):
                self.wait_for_rollout(what, named["namespace"], timeout)
            if kind == "job":
                by = {"namespace": named["namespace"]}
                self.wait_for(what, condition="condition=Complete", timeout=timeout, **by)

    def can_i(
        self, who: ServiceAccount, verb: str, resource: str, namespace: str | None = None
    ) -> bool:
        """Whether the authorizer lets a service account do this.

        resource: `pods`, `pods/log`, `secrets`, `/metrics`, `deployments.apps`, `pods/a-name`, ...
        namespace: None asks for every namespace at once.
        """
        scope = ["--all-namespaces"] if namespace is None else ["--namespace", namespace]
        # kubectl takes what follows a slash for a name.
        thing, _, part = resource.partition("/") if resource[0] != "/" else (resource, "", "")
        asked = [thing, f"--subresource={part}"] if part in SUBRESOURCES else [resource]
        arguments = ("auth", "can-i", verb, *asked, *scope, "--as", who.user)
        run = self._run(arguments, None, MINUTE)
        answer = run.stdout.split()
        if answer[:1] not in (["yes"], ["no"]):
            raise self._problem(arguments, run.stderr)
        return answer[0] == "yes"

    def token(self, who: ServiceAccount, seconds: int = 3600) -> str:
        """A token of a service account, like the one that its pods find mounted."""
        duration = f"--duration={seconds}s"
        return self.kubectl("create", "token", who.name, "-n", who.namespace, duration).strip()

    def kubeconfig_for(self, who: ServiceAccount) -> Path:
        """A kubeconfig (mode 0600) with a token of a service account."""
        path = self.folder / f"{who.namespace}-{who.name}.kubeconfig"
        return write_kubeconfig(path, self.server, self.authority, self.token(who))

    def acting_as(self, who: ServiceAccount) -> "Cluster":
        """The same cluster, as a service account sees it."""
        return replace(self, kubeconfig=self.kubeconfig_for(who))

    def _run(
        self, arguments: Sequence[str], stdin: str | None, timeout: float
    ) -> "subprocess.CompletedProcess[str]":
        try:
            return subprocess.run(
                [str(self.kubectl_binary), "--kubeconfig", str(self.kubeconfig), *arguments],
                env={"HOME": str(self.folder)},
                input=stdin,
                capture_output=True,
                text=True,
                check=False,
                timeout=timeout,
            )
        except subprocess.TimeoutExpired as expired:
            raise self._problem(arguments, f"No answer within {timeout:.0f} s.") from expired

    def _problem(self, arguments: Sequence[str], printed: str) -> UserError:
        fix = f"Read what it printed, above; the servers' logs are in {self.folder}."
        where = f"kubectl {' '.join(arguments)} (cluster {self.name})"
        return UserError([Problem(where, printed, fix)])
