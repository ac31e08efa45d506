"""Planted violations of the policies on EKS clusters of our own."""

from typing import Any

from policies import clusters
from tests.policies.planting import Plant, first, violates

Json = dict[str, Any]


def opened(policy: Any) -> Any:
    """Plants in the stack of a cluster of ours."""

    def register(plant: Plant) -> Plant:
        return violates(policy, "created", stack="cluster-seoul")(plant)

    return register


@opened(clusters.api_servers_are_private)
def nodes_go_round_by_the_internet(json: Json) -> None:
    first(json, "aws_eks_cluster")["vpc_config"]["endpoint_private_access"] = False


@opened(clusters.api_servers_are_private)
def the_public_endpoint_is_left_to_aws(json: Json) -> None:
    first(json, "aws_eks_cluster")["vpc_config"].pop("endpoint_public_access")


@opened(clusters.api_servers_are_private)
def everybody_reaches_the_api_server(json: Json) -> None:
    vpc = first(json, "aws_eks_cluster")["vpc_config"]
    vpc |= {"endpoint_public_access": True, "public_access_cidrs": ["0.0.0.0/0"]}


@opened(clusters.api_servers_are_private)
def everybody_reaches_it_in_two_halves(json: Json) -> None:
    vpc = first(json, "aws_eks_cluster")["vpc_config"]
    halves = ["0.0.0.0/1", "128.0.0.0/1"]
    vpc |= {"endpoint_public_access": True, "public_access_cidrs": halves}


@opened(clusters.kubernetes_secrets_are_encrypted)
def secrets_are_not_encrypted(json: Json) -> None:
    first(json, "aws_eks_cluster").pop("encryption_config")


@opened(clusters.kubernetes_secrets_are_encrypted)
def secrets_are_encrypted_with_somebodys_key(json: Json) -> None:
    provider = first(json, "aws_eks_cluster")["encryption_config"]["provider"]
    provider["key_arn"] = "arn:aws:kms:ap-northeast-2:111122223333:key/theirs"


@opened(clusters.control_planes_are_audited)
def nobody_knows_who_did_it(json: Json) -> None:
    first(json, "aws_eks_cluster")["enabled_cluster_log_types"].remove("audit")


@opened(clusters.control_planes_are_audited)
def eks_makes_the_log_group_itself(json: Json) -> None:
    json["resource"].pop("aws_cloudwatch_log_group")


@opened(clusters.clusters_are_entered_by_entries)
def the_creator_is_an_administrator(json: Json) -> None:
    access = first(json, "aws_eks_cluster")["access_config"]
    access.pop("bootstrap_cluster_creator_admin_permissions")


@opened(clusters.clusters_are_entered_by_entries)
def a_config_map_lets_people_in(json: Json) -> None:
    access = first(json, "aws_eks_cluster")["access_config"]
    access["authentication_mode"] = "API_AND_CONFIG_MAP"


@opened(clusters.clusters_are_entered_by_entries)
def nobody_is_an_administrator(json: Json) -> None:
    for association in json["resource"]["aws_eks_access_policy_association"].values():
        association["policy_arn"] = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"


@opened(clusters.nodes_carry_our_group_alone)
def a_node_group_has_no_launch_template(json: Json) -> None:
    first(json, "aws_eks_node_group").pop("launch_template")


@opened(clusters.nodes_carry_our_group_alone)
def a_node_group_is_signed_in_to(json: Json) -> None:
    first(json, "aws_eks_node_group")["remote_access"] = {"ec2_ssh_key": "bastion"}


@opened(clusters.nodes_carry_our_group_alone)
def nodes_carry_the_clusters_group_as_well(json: Json) -> None:
    cluster = next(iter(json["resource"]["aws_eks_cluster"]))
    group = f"${{aws_eks_cluster.{cluster}.vpc_config[0].cluster_security_group_id}}"
    first(json, "aws_launch_template")["vpc_security_group_ids"].append(group)


@opened(clusters.nodes_carry_our_group_alone)
def nodes_have_a_key_pair(json: Json) -> None:
    first(json, "aws_launch_template")["key_name"] = "bastion"


@opened(clusters.node_metadata_are_guarded)
def metadata_need_no_token(json: Json) -> None:
    first(json, "aws_launch_template")["metadata_options"]["http_tokens"] = "optional"


@opened(clusters.node_metadata_are_guarded)
def pods_ask_for_the_nodes_credentials(json: Json) -> None:
    first(json, "aws_launch_template")["metadata_options"]["http_put_response_hop_limit"] = 2


@opened(clusters.node_disks_are_encrypted)
def disks_are_not_encrypted(json: Json) -> None:
    first(json, "aws_launch_template")["block_device_mappings"][0]["ebs"]["encrypted"] = "false"


@opened(clusters.node_disks_are_encrypted)
def disks_are_left_to_the_image(json: Json) -> None:
    first(json, "aws_launch_template").pop("block_device_mappings")


@opened(clusters.node_groups_stand_in_one_zone)
def a_node_group_stands_in_two_zones(json: Json) -> None:
    one, other, *_ = json["resource"]["aws_eks_node_group"].values()
    one["subnet_ids"] += other["subnet_ids"]
