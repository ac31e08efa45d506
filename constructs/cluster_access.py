"""How Terraform signs in to a cluster to install into it."""

from typing import Literal

from cluster.made import MadeCluster
from providers import aws, helm
from providers.core import Construct, Fn, TerraformStack
from providers.ephemeral import ephemeral


class ClusterAccess(Construct):
    """The cluster's endpoint and authority, and a Helm provider that signs in with a fresh token.

    exec: runs `aws eks get-token` on the machine that runs Terraform. ephemeral: asks AWS in each
    run, so that an apply that was approved later has a token of its own; needs no AWS CLI.
    made: the cluster when it is ours; AWS is asked for one that exists already.
    """

    def __init__(
        self,
        scope: TerraformStack,
        id: str,
        *,
        cluster_name: str,
        region: str,
        access: Literal["exec", "ephemeral"],
        made: MadeCluster | None = None,
    ) -> None:
        super().__init__(scope, id)
        endpoint, data = (
            (made.endpoint, made.certificate_authority) if made else self._ask(cluster_name)
        )
        authority = Fn.base64decode(data)
        arguments = ["eks", "get-token", "--cluster-name", cluster_name, "--region", region]
        if access == "exec":
            kubernetes = helm.HelmProviderKubernetes(
                host=endpoint,
                cluster_ca_certificate=authority,
                exec=helm.HelmProviderKubernetesExec(
                    api_version="client.authentication.k8s.io/v1beta1",
                    command="aws",
                    args=arguments,
                ),
            )
        else:
            token = ephemeral(scope, "aws_eks_cluster_auth", "cluster", {"name": cluster_name})
            kubernetes = helm.HelmProviderKubernetes(
                host=endpoint,
                cluster_ca_certificate=authority,
                token=token.reference("token"),
            )
        self.provider = helm.HelmProvider(self, "helm", kubernetes=kubernetes)

    def _ask(self, cluster_name: str) -> tuple[str, str]:
        cluster = aws.DataAwsEksCluster(self, "cluster", name=cluster_name)
        return cluster.endpoint, cluster.certificate_authority.get(0).data
