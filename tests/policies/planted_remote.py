"""Planted violations of the policies on runs in HCP Terraform."""

import json as json_text
from typing import Any

from policies import remote
from tests.policies.planting import first, violates

Json = dict[str, Any]
COLLECTORS = "collectors-seoul"


@violates(remote.remote_runs_need_no_file, "hcp", stack=COLLECTORS)
def a_chart_is_a_folder(json: Json) -> None:
    first(json, "helm_release")["chart"] = "./charts/alloy"


@violates(remote.remote_runs_need_no_file, "hcp", stack=COLLECTORS)
def the_kubeconfig_of_a_person_is_used(json: Json) -> None:
    json["provider"]["helm"][0]["kubernetes"] = {"config_path": "kubeconfig"}


@violates(remote.remote_runs_need_no_file, "hcp", stack="network-seoul")
def a_description_is_read_from_a_file(json: Json) -> None:
    first(json, "aws_security_group")["description"] = '${file("about.txt")}'


@violates(remote.remote_runs_need_no_file, "hcp", stack="network-seoul")
def a_tag_is_a_path_of_a_laptop(json: Json) -> None:
    first(json, "aws_vpc")["tags"]["note"] = "/home/somebody/lionpay"


@violates(remote.remote_runs_need_no_file, "hcp", stack="secrets")
def a_document_is_beside_the_module(json: Json) -> None:
    first(json, "aws_iam_policy")["description"] = "${path.module}"


@violates(remote.remote_runs_run_no_program, "hcp", stack=COLLECTORS)
def the_aws_cli_signs_in(json: Json) -> None:
    (helm,) = json["provider"]["helm"]
    helm["kubernetes"].pop("token")
    helm["kubernetes"]["exec"] = {"command": "aws", "args": ["eks", "get-token"]}


@violates(remote.remote_runs_run_no_program, "hcp", stack="network-seoul")
def a_provisioner_runs_a_script(json: Json) -> None:
    first(json, "aws_vpc")["provisioner"] = [{"local-exec": {"command": "true"}}]


@violates(remote.remote_runs_run_no_program, "hcp", stack="secrets")
def a_data_source_runs_a_script(json: Json) -> None:
    json["data"]["external"] = {"x": {"program": ["true"]}}


@violates(remote.workspaces_are_named, "hcp", stack=COLLECTORS)
def workspaces_are_chosen_by_tags(json: Json) -> None:
    json["terraform"]["cloud"]["workspaces"]["tags"] = ["monitoring"]


@violates(remote.workspaces_are_named, "hcp", stack="workspaces")
def two_stacks_have_one_workspace(json: Json) -> None:
    json["terraform"]["cloud"]["workspaces"]["name"] = "lionpay-prod-observability"


@violates(remote.workspaces_are_named, "hcp", stack="workspaces")
def one_state_stays_on_a_laptop(json: Json) -> None:
    json["terraform"].pop("cloud")
    json["terraform"]["backend"] = {"local": {"path": "workspaces.tfstate"}}


@violates(remote.states_are_read_in_one_place, "hcp", stack=COLLECTORS)
def another_state_is_read_from_s3(json: Json) -> None:
    config = {"bucket": "b", "key": "k", "region": "ap-northeast-2"}
    json["data"]["terraform_remote_state"]["x"] = {"backend": "s3", "config": config}


@violates(remote.states_are_read_in_one_place, "hcp", stack=COLLECTORS)
def a_state_of_another_environment_is_read(json: Json) -> None:
    read = json["data"]["terraform_remote_state"]["secrets"]
    read["config"]["workspaces"]["name"] = "lionpay-staging-secrets"
    json["data"]["terraform_remote_state"]["x"] = read
    json["data"]["terraform_remote_state"]["secrets"] = {
        **read,
        "config": {**read["config"], "workspaces": {"name": "lionpay-prod-secrets"}},
    }


@violates(remote.runs_bring_no_credentials, "hcp", stack="network-tokyo")
def a_profile_of_a_person_is_used(json: Json) -> None:
    json["provider"]["aws"][0]["profile"] = "lionpay"


@violates(remote.runs_bring_no_credentials, "hcp", stack="network-tokyo")
def a_file_of_credentials_is_used(json: Json) -> None:
    json["provider"]["aws"][0]["shared_credentials_files"] = ["credentials"]


@violates(remote.states_are_shared_with_readers_only, "hcp", stack="workspaces")
def a_state_is_shared_with_everybody(json: Json) -> None:
    first(json, "tfe_workspace_settings", "secrets")["global_remote_state"] = True


@violates(remote.states_are_shared_with_readers_only, "hcp", stack="workspaces")
def a_state_is_shared_with_a_stack_that_does_not_read_it(json: Json) -> None:
    consumers = first(json, "tfe_workspace_settings", "secrets")["remote_state_consumer_ids"]
    names = json["resource"]["tfe_workspace"]
    consumers.append(f"${{tfe_workspace.{next(n for n in names if 'observability' in n)}.id}}")


@violates(remote.states_are_shared_with_readers_only, "hcp", stack="workspaces")
def a_reader_is_forgotten(json: Json) -> None:
    first(json, "tfe_workspace_settings", "network-seoul")["remote_state_consumer_ids"] = []


@violates(remote.states_are_shared_with_readers_only, "hcp", stack="workspaces")
def a_workspace_keeps_the_organizations_default(json: Json) -> None:
    settings = json["resource"]["tfe_workspace_settings"]
    settings.pop(next(name for name in settings if "observability" in name))


@violates(remote.sensitive_variables_are_set_by_hand, "hcp", stack="workspaces")
def a_contact_points_key_is_a_variable_with_a_value(json: Json) -> None:
    first(json, "tfe_variable")["key"] = "heartbeat_url"


@violates(remote.sensitive_variables_are_set_by_hand, "hcp", stack="workspaces")
def a_sensitive_variable_has_a_value_in_code(json: Json) -> None:
    first(json, "tfe_variable")["sensitive"] = True


@violates(remote.sensitive_variables_are_set_by_hand, "hcp", stack="workspaces")
def every_workspace_gets_the_secrets(json: Json) -> None:
    first(json, "tfe_variable_set", "secrets-observability")["global"] = True


def trust(json: Json, part: str, old: str, new: str) -> None:
    """Changes the trust of the first role whose name holds `part`."""
    role = first(json, "aws_iam_role", part)
    assert old in role["assume_role_policy"]
    role["assume_role_policy"] = role["assume_role_policy"].replace(old, new)


@violates(remote.runners_are_held_to_their_workspaces, "hcp", stack="runners")
def every_workspace_of_the_project_is_trusted(json: Json) -> None:
    trust(json, "secrets-apply", "workspace:lionpay-prod-secrets", "workspace:*")


@violates(remote.runners_are_held_to_their_workspaces, "hcp", stack="runners")
def a_pattern_is_trusted(json: Json) -> None:
    trust(json, "network-apply", "StringEquals", "StringLike")


@violates(remote.runners_are_held_to_their_workspaces, "hcp", stack="runners")
def a_plan_gets_the_role_of_applies(json: Json) -> None:
    role = first(json, "aws_iam_role", "network-apply")
    document = json_text.loads(role["assume_role_policy"])
    equal = document["Statement"][0]["Condition"]["StringEquals"]
    (subjects,) = (v for k, v in equal.items() if k.endswith(":sub"))
    subjects.append(subjects[0].replace("run_phase:apply", "run_phase:plan"))
    role["assume_role_policy"] = json_text.dumps(document)


@violates(remote.runners_are_held_to_their_workspaces, "hcp", stack="runners")
def another_audience_is_trusted(json: Json) -> None:
    trust(json, "access-plan", "aws.workload.identity", "sts.amazonaws.com")


@violates(remote.runners_are_held_to_their_workspaces, "hcp", stack="runners")
def a_plan_writes_a_secret(json: Json) -> None:
    may = first(json, "aws_iam_role_policy", "credentials-plan")
    may["policy"] = may["policy"].replace(
        "secretsmanager:ListSecretVersionIds", "secretsmanager:PutSecretValue"
    )


@violates(remote.runners_are_held_to_their_workspaces, "hcp", stack="runners")
def an_apply_does_everything(json: Json) -> None:
    may = first(json, "aws_iam_role_policy", "network-apply")
    may["policy"] = may["policy"].replace("ec2:Describe*", "ec2:*")


@violates(remote.runners_are_held_to_their_workspaces, "hcp", stack="runners")
def a_run_reads_every_secret(json: Json) -> None:
    may = first(json, "aws_iam_role_policy", "credentials-plan")
    may["policy"] = may["policy"].replace(
        "secretsmanager:ListSecretVersionIds", "secretsmanager:GetSecretValue"
    )
