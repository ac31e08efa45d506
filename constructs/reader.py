"""The IAM role that reads a cluster's secret, for one service account of that cluster."""

from access.documents import trusts_pods, trusts_service_account
from access.plan import ReaderPlan
from cluster.made import MadeCluster
from providers import aws
from providers.core import Construct, Fn


class SecretReader(Construct):
    """A role with one policy, taken on by IRSA or given by EKS Pod Identity.

    made: the cluster when it is ours; AWS is asked for one that exists already.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        plan: ReaderPlan,
        read_policy_arn: str,
        made: MadeCluster | None = None,
    ) -> None:
        super().__init__(scope, id)
        cluster = made or self._existing(plan)
        by_pod_identity = plan.identity == "pod-identity"
        trust = self._trusts_pods if by_pod_identity else self._trusts_service_account
        self.role = aws.IamRole(
            self,
            "role",
            name=plan.role,
            description="Reads the Grafana Cloud token of the collectors in its cluster",
            assume_role_policy=trust(plan, cluster),
            tags={"Name": plan.role},
        )
        aws.IamRolePolicyAttachment(self, "read", role=self.role.name, policy_arn=read_policy_arn)
        if by_pod_identity:
            aws.EksPodIdentityAssociation(
                self,
                "association",
                cluster_name=cluster.name,
                namespace=plan.service_account.namespace,
                service_account=plan.service_account.name,
                role_arn=self.role.arn,
                tags={"Name": plan.role},
            )

    def _existing(self, plan: ReaderPlan) -> MadeCluster:
        cluster = aws.DataAwsEksCluster(self, "cluster", name=plan.cluster)
        issuer = cluster.identity.get(0).oidc.get(0).issuer
        by_irsa = plan.identity == "irsa"
        return MadeCluster(
            name=cluster.name,
            arn=cluster.arn,
            endpoint=cluster.endpoint,
            certificate_authority=cluster.certificate_authority.get(0).data,
            issuer=issuer,
            oidc_provider_arn=aws.DataAwsIamOpenidConnectProvider(self, "issuer", url=issuer).arn
            if by_irsa
            else "",
        )

    def _trusts_service_account(self, plan: ReaderPlan, cluster: MadeCluster) -> str:
        return trusts_service_account(
            provider_arn=cluster.oidc_provider_arn,
            issuer=Fn.trimprefix(cluster.issuer, "https://"),
            service_account=plan.service_account,
        )

    def _trusts_pods(self, plan: ReaderPlan, cluster: MadeCluster) -> str:
        return trusts_pods(
            account_id=aws.DataAwsCallerIdentity(self, "account").account_id,
            cluster_arn=cluster.arn,
            service_account=plan.service_account,
        )
