"""`cluster-<region>`: an EKS cluster of our own, in the private subnets of the region's network."""

from cluster.documents import cluster_use_of_key, volumes_use_of_key
from cluster.made import MadeCluster
from cluster.plan import ClusterPlan
from constructs.cluster_security import ClusterSecurity
from constructs.control_plane import ClusterRole, ControlPlane
from constructs.encryption import EncryptionKey
from constructs.nodes import Nodes
from network.documents import key_policy, logs_use_of_key
from providers import aws
from providers.core import Construct, Fn, TerraformOutput
from settings import Environment
from stacks.base import LionpayStack
from stacks.network import NetworkStack
from vocabulary import stacks
from vocabulary.outputs import ClusterOutput, NetworkOutput
from vocabulary.tags import instance_tags


class ClusterStack(LionpayStack):
    """AWS only. Nothing inside the cluster is made here; `collectors-<region>` does that."""

    def __init__(
        self,
        scope: Construct,
        environment: Environment,
        key: str,
        *,
        plan: ClusterPlan,
        network: NetworkStack,
    ) -> None:
        super().__init__(scope, stacks.cluster(key), environment)
        region = environment.regions[key]
        self.aws_provider(region)
        account_id = aws.DataAwsCallerIdentity(self, "account").account_id
        told = self.outputs_of(network)
        subnets = told.get(NetworkOutput.PRIVATE_SUBNET_IDS.value)
        subnet_ids = {az: str(Fn.lookup(subnets, az, "")) for az in plan.azs}
        node_group_id = told.get_string(NetworkOutput.NODE_SECURITY_GROUP_ID.value)
        security = ClusterSecurity(
            self,
            "security",
            plan=plan,
            vpc_id=told.get_string(NetworkOutput.VPC_ID.value),
            node_group_id=node_group_id,
        )
        role = ClusterRole(self, "role", plan=plan, account_id=account_id)
        control_plane = ControlPlane(
            self,
            "control-plane",
            plan=plan,
            role=role,
            key=self._key(
                plan,
                "cluster",
                "Kubernetes Secrets and control-plane logs",
                key_policy(
                    account_id,
                    cluster_use_of_key(role.role.arn),
                    logs_use_of_key(plan.region, account_id, plan.log_group_name),
                ),
            ),
            subnet_ids=list(subnet_ids.values()),
            security_group_id=security.group.id,
        )
        early = [control_plane.addon(addon) for addon in plan.addons if not addon.after_nodes]
        nodes = Nodes(
            self,
            "nodes",
            plan=plan,
            cluster=control_plane.cluster,
            subnet_ids=subnet_ids,
            security_group_id=node_group_id,
            volumes_key=self._key(
                plan,
                "volumes",
                "Disks of the nodes",
                key_policy(account_id, *volumes_use_of_key(account_id, plan.region)),
            ),
            tags=instance_tags(
                environment=environment.name,
                region_role=region.role,
                owner=environment.tags.owner,
                cost_center=environment.tags.cost_center,
            ),
            after=[*security.rules, *early],
        )
        for addon in plan.addons:
            if addon.after_nodes:
                control_plane.addon(addon, after=list(nodes.groups.values()))
        self._tell(control_plane, security)

    def seen_by(self, other: LionpayStack) -> MadeCluster:
        """The cluster as a stack sees it that is deployed later."""
        told = other.outputs_of(self)
        return MadeCluster(
            name=told.get_string(ClusterOutput.NAME.value),
            arn=told.get_string(ClusterOutput.ARN.value),
            endpoint=told.get_string(ClusterOutput.ENDPOINT.value),
            certificate_authority=told.get_string(ClusterOutput.CERTIFICATE_AUTHORITY.value),
            issuer=told.get_string(ClusterOutput.ISSUER.value),
            oidc_provider_arn=told.get_string(ClusterOutput.OIDC_PROVIDER_ARN.value),
        )

    def _key(self, plan: ClusterPlan, what: str, description: str, policy: str) -> aws.KmsKey:
        name = f"{plan.name}-{what}"
        return EncryptionKey(
            self,
            f"key-{what}",
            name=name,
            description=f"{description} of {plan.cluster}",
            policy=policy,
            kept=plan.create.deletion_protection,
        ).key

    def _tell(self, control_plane: ControlPlane, security: ClusterSecurity) -> None:
        cluster = control_plane.cluster
        values = {
            ClusterOutput.NAME: cluster.name,
            ClusterOutput.ARN: cluster.arn,
            ClusterOutput.ENDPOINT: cluster.endpoint,
            ClusterOutput.CERTIFICATE_AUTHORITY: cluster.certificate_authority.get(0).data,
            ClusterOutput.ISSUER: control_plane.issuer,
            ClusterOutput.OIDC_PROVIDER_ARN: control_plane.oidc_provider.arn,
            ClusterOutput.CONTROL_PLANE_SECURITY_GROUP_ID: security.group.id,
        }
        for output, value in values.items():
            TerraformOutput(self, output.value, value=value)
