"""`collectors-<region>`: Grafana Alloy in one cluster, with what it needs beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from alloy.roles import program, roles
from charts import objects
from charts.alloy import Workload, values, workload_name
from charts.others import external_secrets_values, kube_state_metrics_values
from charts.samplers import samplers_service
from charts.versions import ALLOY, EXTERNAL_SECRETS, KUBE_STATE_METRICS
from constructs.charts import ChartRelease
from constructs.cluster_access import ClusterAccess
from constructs.plain import plain_local
from constructs.token_version import TokenVersion
from providers.core import Construct, Fn, Precondition
from settings import Environment
from settings.grafana import GrafanaCloud
from settings.hcp import HcpState
from stacks.access import AccessStack
from stacks.base import LionpayStack
from stacks.cluster import ClusterStack
from stacks.secrets import SecretsStack
from vocabulary import stacks
from vocabulary.collectors import Role
from vocabulary.credentials import EXTERNAL_SECRETS as OPERATOR
from vocabulary.credentials import READER_SERVICE_ACCOUNT
from vocabulary.outputs import AccessOutput, SecretsOutput


@dataclass(frozen=True)
class Reading:
    """How a cluster comes to its token."""

    secret_arn: str
    role_arn: str
    token: TokenVersion


class CollectorsStack(LionpayStack):
    """Helm releases only. The cluster and the token's secret must be there.

    secrets, access: None where the cluster brings a Secret of its own.
    cluster: None when it exists already.
    """

    def __init__(
        self,
        scope: Construct,
        environment: Environment,
        key: str,
        *,
        cloud: GrafanaCloud,
        secrets: SecretsStack | None,
        access: AccessStack | None,
        cluster: ClusterStack | None,
    ) -> None:
        super().__init__(scope, stacks.collectors(key), environment)
        self._key = key
        self._cloud = cloud
        region = environment.regions[key]
        self.aws_provider(region)
        ClusterAccess(
            self,
            "access",
            cluster_name=environment.cluster_name(key),
            region=region.aws_region,
            access=region.cluster.access or default_access(environment),
            made=cluster.seen_by(self) if cluster else None,
        )
        reading = self._reading(secrets, access) if secrets and access else None
        token = reading.token if reading else None
        shared = [
            objects.namespace(environment.collectors.namespace),
            objects.priority_class(),
            *(self._objects_of(reading) if reading else []),
            *(self._for_applications() if environment.collectors.application_config_map else []),
        ]
        operator = self._operator() if token else None
        secret = token.secret_name if token else environment.credentials.existing_secret
        node = self._collectors(
            Role.NODE,
            shared,
            secret=secret,
            present=[token.present] if token else [],
            after=[operator] if operator else [],
        )
        for role in roles(environment):
            if role is not Role.NODE:
                extra = [samplers_service(environment)] if role is Role.SAMPLER else []
                self._collectors(role, extra, secret=secret, present=[], after=[node])
        if environment.collectors.metrics.kube_state_metrics:
            ChartRelease(
                self,
                "kube-state-metrics",
                chart=KUBE_STATE_METRICS,
                values=kube_state_metrics_values(environment),
                after=[node],
            )

    def _collectors(
        self,
        role: Role,
        extra: list[Any],
        *,
        secret: str,
        present: Sequence[Precondition],
        after: Sequence[ChartRelease],
    ) -> ChartRelease:
        workload = Workload(
            environment=self.environment,
            cloud=self._cloud,
            region=self._key,
            role=role,
            program=program(self.environment, self._key, role),
            secret=secret,
        )
        return ChartRelease(
            self,
            workload.name,
            chart=ALLOY,
            values=values(workload, extra),
            preconditions=present,
            after=after,
        )

    def _reading(self, secrets: SecretsStack, access: AccessStack) -> Reading:
        arns = self.outputs_of(secrets).get(SecretsOutput.READ_SECRET_ARNS.value)
        secret_arn = str(Fn.lookup(arns, self._key, ""))
        role_arn = self.outputs_of(access).get_string(AccessOutput.READER_ROLE_ARN.value)
        return Reading(
            secret_arn=plain_local(self, "secret-arn", secret_arn),
            role_arn=plain_local(self, "role-arn", role_arn),
            token=TokenVersion(
                self, "token", secret_arn=secret_arn, secret_name=objects.TOKEN_SECRET
            ),
        )

    def _objects_of(self, reading: Reading) -> list[Any]:
        """The store, the external secret, and with IRSA the account in whose name it is read."""
        irsa = self.environment.credentials.identity == "irsa"
        account = objects.service_account(
            self.environment, READER_SERVICE_ACCOUNT, reading.role_arn
        )
        return [
            *([account] if irsa else []),
            objects.secret_store(
                self.environment,
                region=self.environment.regions[self._key].aws_region,
                service_account=READER_SERVICE_ACCOUNT if irsa else None,
            ),
            objects.external_secret(
                self.environment,
                name=reading.token.secret_name,
                secret=reading.secret_arn,
                version=reading.token.id,
            ),
        ]

    def _operator(self) -> ChartRelease | None:
        if not self.environment.credentials.install_external_secrets:
            return None
        return ChartRelease(
            self,
            OPERATOR,
            chart=EXTERNAL_SECRETS,
            values=external_secrets_values(),
            namespace=OPERATOR,
            create_namespace=True,
        )

    def _for_applications(self) -> list[Any]:
        return [
            objects.application_config_map(
                self.environment,
                service=workload_name(Role.NODE),
                region=self.environment.regions[self._key].aws_region,
            )
        ]


def default_access(environment: Environment) -> Literal["exec", "ephemeral"]:
    """HCP Terraform's runners have no AWS CLI."""
    return "ephemeral" if isinstance(environment.state, HcpState) else "exec"
