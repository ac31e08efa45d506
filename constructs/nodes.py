"""The nodes of an EKS cluster: their role, their launch template and a node group in each zone."""

from collections.abc import Mapping, Sequence

from cluster.documents import trusts_nodes
from cluster.plan import ClusterPlan
from providers import aws
from providers.core import Construct, ITerraformDependable, TerraformResourceLifecycle, Token


class Nodes(Construct):
    """Managed node groups, keyed by zone, on one launch template.

    The template names the security group: otherwise EKS gives the nodes its own, whose way out is
    open to everywhere. It names no key pair and no image: nobody signs in, and EKS picks the image.

    subnet_ids: by zone. tags: of instances, volumes and network interfaces.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        plan: ClusterPlan,
        cluster: aws.EksCluster,
        subnet_ids: Mapping[str, str],
        security_group_id: str,
        volumes_key: aws.KmsKey,
        tags: Mapping[str, str],
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id)
        self._plan = plan
        self._name = f"{plan.name}-nodes"
        role = aws.IamRole(
            self,
            "role",
            name=self._name,
            description=f"The nodes of {plan.cluster}",
            assume_role_policy=trusts_nodes(),
            tags={"Name": self._name},
        )
        attachments = [
            aws.IamRolePolicyAttachment(
                self, arn.rpartition("/")[2], role=role.name, policy_arn=arn
            )
            for arn in plan.node_policies
        ]
        template = self._template(security_group_id, volumes_key, tags)
        self.groups = {
            az: self._group(
                az,
                cluster=cluster,
                role=role,
                template=template,
                subnet_id=subnet_ids[az],
                after=[*attachments, *after],
            )
            for az in plan.azs
        }

    def _template(
        self, security_group_id: str, key: aws.KmsKey, tags: Mapping[str, str]
    ) -> aws.LaunchTemplate:
        return aws.LaunchTemplate(
            self,
            "template",
            name=self._name,
            update_default_version=True,
            vpc_security_group_ids=[security_group_id],
            metadata_options=aws.LaunchTemplateMetadataOptions(
                http_endpoint="enabled",
                http_tokens="required",
                # A pod is one hop further: it does not get at the node's credentials.
                http_put_response_hop_limit=1,
                # EKS tags nodes with names that have a slash, which these tags may not.
                instance_metadata_tags="disabled",
            ),
            block_device_mappings=[
                aws.LaunchTemplateBlockDeviceMappings(
                    device_name=self._plan.device,
                    ebs=aws.LaunchTemplateBlockDeviceMappingsEbs(
                        volume_size=self._plan.create.node_group.disk_size,
                        volume_type="gp3",
                        encrypted="true",
                        kms_key_id=key.arn,
                        delete_on_termination="true",
                    ),
                )
            ],
            tag_specifications=[
                aws.LaunchTemplateTagSpecifications(
                    resource_type=kind, tags={**tags, "Name": self._name}
                )
                for kind in ("instance", "volume", "network-interface")
            ],
            tags={"Name": self._name},
        )

    def _group(
        self,
        az: str,
        *,
        cluster: aws.EksCluster,
        role: aws.IamRole,
        template: aws.LaunchTemplate,
        subnet_id: str,
        after: Sequence[ITerraformDependable],
    ) -> aws.EksNodeGroup:
        options = self._plan.create.node_group
        return aws.EksNodeGroup(
            self,
            az,
            cluster_name=cluster.name,
            # A prefix, so that a group that must be replaced is there before the old one goes.
            node_group_name_prefix=f"{az}-",
            node_role_arn=role.arn,
            subnet_ids=[subnet_id],
            version=cluster.version,
            ami_type=options.ami_type,
            capacity_type=options.capacity_type,
            instance_types=list(options.instance_types),
            launch_template=aws.EksNodeGroupLaunchTemplate(
                id=template.id, version=Token.as_string(template.latest_version)
            ),
            scaling_config=aws.EksNodeGroupScalingConfig(
                min_size=options.min_size,
                max_size=options.max_size,
                desired_size=options.desired_size,
            ),
            update_config=aws.EksNodeGroupUpdateConfig(
                max_unavailable_percentage=options.max_unavailable_percentage
            ),
            tags={"Name": f"{self._name}-{az}"},
            depends_on=list(after),
            lifecycle=TerraformResourceLifecycle(
                create_before_destroy=True,
                # An autoscaler's business once the group stands.
                ignore_changes=["scaling_config[0].desired_size"],
            ),
        )
