"""The control plane of an EKS cluster: its role, its logs, who gets in, and its OIDC provider."""

from collections.abc import Sequence

from cluster.documents import trusts_eks
from cluster.plan import AWS_POLICIES, Access, Addon, ClusterPlan
from providers import aws
from providers.core import Construct, TerraformResourceLifecycle


class ClusterRole(Construct):
    """The IAM role that EKS takes on for the cluster."""

    def __init__(self, scope: Construct, id: str, *, plan: ClusterPlan, account_id: str) -> None:
        super().__init__(scope, id)
        name = f"{plan.name}-cluster"
        self.role = aws.IamRole(
            self,
            "role",
            name=name,
            description=f"The control plane of {plan.cluster}",
            assume_role_policy=trusts_eks(account_id, plan.region, plan.cluster),
            tags={"Name": name},
        )
        self.attachment = aws.IamRolePolicyAttachment(
            self,
            "eks",
            role=self.role.name,
            policy_arn=f"{AWS_POLICIES}/AmazonEKSClusterPolicy",
        )


class ControlPlane(Construct):
    """The EKS cluster. Its endpoint is private; a public one is added for named ranges only.

    subnet_ids: of the private subnets. EKS takes no subnet of another zone later, so the control
    plane stays in the zones that it was made in, and a zone that is added gets nodes only.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        plan: ClusterPlan,
        role: ClusterRole,
        key: aws.KmsKey,
        subnet_ids: Sequence[str],
        security_group_id: str,
    ) -> None:
        super().__init__(scope, id)
        create = plan.create
        public = [str(cidr) for cidr in create.public_access_cidrs]
        # EKS would make the group itself, open-ended and under AWS's own key.
        logs = aws.CloudwatchLogGroup(
            self,
            "logs",
            name=plan.log_group_name,
            retention_in_days=create.log_retention_in_days,
            kms_key_id=key.arn,
            tags={"Name": f"{plan.name}-control-plane"},
            lifecycle=_kept(plan),
        )
        self.cluster = aws.EksCluster(
            self,
            "cluster",
            name=plan.cluster,
            version=create.kubernetes_version,
            role_arn=role.role.arn,
            access_config=aws.EksClusterAccessConfig(
                authentication_mode="API", bootstrap_cluster_creator_admin_permissions=False
            ),
            enabled_cluster_log_types=list(create.log_types),
            encryption_config=aws.EksClusterEncryptionConfig(
                provider=aws.EksClusterEncryptionConfigProvider(key_arn=key.arn),
                resources=["secrets"],
            ),
            upgrade_policy=aws.EksClusterUpgradePolicy(support_type=create.support_type),
            vpc_config=aws.EksClusterVpcConfig(
                subnet_ids=list(subnet_ids),
                security_group_ids=[security_group_id],
                endpoint_private_access=True,
                endpoint_public_access=bool(public),
                public_access_cidrs=public or None,
            ),
            tags={"Name": plan.cluster},
            # Without the role's policy, EKS can make the cluster but neither run nor delete it.
            depends_on=[role.attachment, logs],
            lifecycle=TerraformResourceLifecycle(
                prevent_destroy=create.deletion_protection,
                ignore_changes=["vpc_config[0].subnet_ids"],
            ),
        )
        self.issuer = self.cluster.identity.get(0).oidc.get(0).issuer
        # Without a thumbprint: IAM trusts the certificates of EKS by its own list of authorities.
        self.oidc_provider = aws.IamOpenidConnectProvider(
            self,
            "oidc",
            url=self.issuer,
            client_id_list=["sts.amazonaws.com"],
            tags={"Name": plan.cluster},
        )
        for access in plan.access:
            self._access(access)

    def addon(self, addon: Addon, *, after: Sequence[aws.EksNodeGroup] = ()) -> aws.EksAddon:
        """Takes over what EKS installed by itself, or adds what it did not."""
        return aws.EksAddon(
            self,
            f"addon-{addon.name}",
            cluster_name=self.cluster.name,
            addon_name=addon.name,
            addon_version=addon.version,
            configuration_values=addon.configuration,
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="PRESERVE",
            tags={"Name": addon.name},
            depends_on=list(after),
        )

    def _access(self, access: Access) -> None:
        entry = aws.EksAccessEntry(
            self,
            f"access-{access.name}",
            cluster_name=self.cluster.name,
            principal_arn=access.principal_arn,
            tags={"Name": access.name},
        )
        aws.EksAccessPolicyAssociation(
            self,
            f"access-{access.name}-policy",
            cluster_name=self.cluster.name,
            principal_arn=entry.principal_arn,
            policy_arn=access.policy_arn,
            access_scope=aws.EksAccessPolicyAssociationAccessScope(
                type="namespace" if access.namespaces else "cluster",
                namespaces=list(access.namespaces) or None,
            ),
        )


def _kept(plan: ClusterPlan) -> TerraformResourceLifecycle | None:
    if not plan.create.deletion_protection:
        return None
    return TerraformResourceLifecycle(prevent_destroy=True)
