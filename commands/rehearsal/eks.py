"""The emulated AWS: a moto server, and what moto 5.2 lacks of EKS.

Run as `python -m commands.rehearsal.eks --host ... --port ...`. Added are access entries and their
policies, add-ons, how a cluster authenticates and is supported, and updates that have an id. As
in moto itself, everything is ready at once, and what is asked is kept as it was asked.
"""

import json
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from moto import server
from moto.core.responses import ActionResult
from moto.ec2.models import EC2Backend
from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateBackend
from moto.eks import urls
from moto.eks.responses import EKSResponse

Json = dict[str, Any]
Answer = tuple[int, dict[str, str], str]

_ENTRY = re.compile(
    r"^/clusters/(?P<cluster>[^/]+)/access-entries"
    r"(?:/(?P<principal>arn:aws:iam:.*?))?"
    r"(?P<policies>/access-policies(?:/(?P<policy>arn:.+))?)?$"
)
_ADDON = re.compile(r"^/clusters/(?P<cluster>[^/]+)/addons(?:/(?P<addon>[^/]+))?$")
_UPDATE = re.compile(r"^/clusters/(?P<cluster>[^/]+)/updates/(?P<id>[^/]+)$")

UPDATED: Json = {"id": "1", "status": "Successful", "type": "EndpointAccessUpdate"}
"""Every update is done when it is asked for."""


class Eks(EKSResponse):
    """What moto answers for clusters and node groups, with the parts that it drops."""

    def create_cluster(self) -> ActionResult:
        answer = super().create_cluster()
        cluster = self.eks_backend.clusters[self._get_param("name")]
        vars(cluster).update(
            access_config=self._get_param("accessConfig"),
            upgrade_policy=self._get_param("upgradePolicy"),
        )
        return answer

    def update_cluster_config(self) -> ActionResult:
        cluster = self.eks_backend.describe_cluster(self._get_param("name"))
        cluster.resources_vpc_config.update(self._get_param("resourcesVpcConfig") or {})
        return ActionResult({"update": UPDATED})

    def create_nodegroup(self) -> ActionResult:
        answer = super().create_nodegroup()
        cluster = self.eks_backend.clusters[self._get_param("name")]
        group = cluster.nodegroups[self._get_param("nodegroupName")]
        group.update_config = self._get_param("updateConfig")
        # moto gives a key pair to a group that asked for none.
        group.remote_access = self._get_param("remoteAccess")
        return answer


class Additions(EKSResponse):
    """Access entries, add-ons and updates; kept on the cluster, so that they go with it."""

    def call_action(self) -> Answer:
        path = unquote(urlsplit(self.uri).path)
        for pattern, answer in (
            (_ENTRY, self._access),
            (_ADDON, self._addon),
            (_UPDATE, self._update),
        ):
            found = pattern.match(path)
            if found:
                cluster = self.eks_backend.describe_cluster(found["cluster"])
                body: Json | None = answer(self.method, vars(cluster), found.groupdict())
                break
        else:
            body = None
        if body is None:
            missing = {"x-amzn-errortype": "ResourceNotFoundException"}
            return 404, missing, json.dumps({"message": f"No {path}"})
        return 200, {}, json.dumps(body)

    def _access(self, method: str, cluster: Json, asked: Json) -> Json | None:
        entries: dict[str, Json] = cluster.setdefault("kept_entries", {})
        if asked["principal"] is None and method == "GET":
            return {"accessEntries": list(entries)}
        principal = asked["principal"] or self._body()["principalArn"]
        if asked["policies"]:
            return self._policy(method, entries.get(principal), asked["policy"])
        if method == "POST":
            entries[principal] = {"policies": {}, "entry": self._entry(cluster, principal)}
        if principal not in entries:
            return None
        kept = entries.pop(principal) if method == "DELETE" else entries[principal]
        return {"accessEntry": kept["entry"]}

    def _entry(self, cluster: Json, principal: str) -> Json:
        return {
            "clusterName": cluster["name"],
            "principalArn": principal,
            "accessEntryArn": cluster["arn"].replace(":cluster/", ":access-entry/"),
            "kubernetesGroups": self._body().get("kubernetesGroups", []),
            "tags": self._body().get("tags", {}),
            "type": "STANDARD",
            "username": principal,
        }

    def _policy(self, method: str, kept: Json | None, policy: str | None) -> Json | None:
        if kept is None:
            return None
        if method == "POST":
            body = self._body()
            kept["policies"][body["policyArn"]] = {
                "policyArn": body["policyArn"],
                "accessScope": body["accessScope"],
            }
            return {"associatedAccessPolicy": kept["policies"][body["policyArn"]]}
        if method == "DELETE":
            return kept["policies"].pop(policy, None)
        return {"associatedAccessPolicies": list(kept["policies"].values())}

    def _addon(self, method: str, cluster: Json, asked: Json) -> Json | None:
        addons: dict[str, Json] = cluster.setdefault("kept_addons", {})
        if method == "POST":
            body = self._body()
            addons[body["addonName"]] = {
                "addonVersion": "v1.0.0-eksbuild.1",
                **{key: body[key] for key in body if key not in ("resolveConflicts",)},
                "addonArn": cluster["arn"].replace(":cluster/", ":addon/"),
                "clusterName": cluster["name"],
                "status": "ACTIVE",
            }
            return {"addon": addons[body["addonName"]]}
        if asked["addon"] is None:
            return {"addons": list(addons)}
        if asked["addon"] not in addons:
            return None
        gone = method == "DELETE"
        return {"addon": addons.pop(asked["addon"]) if gone else addons[asked["addon"]]}

    def _update(self, method: str, cluster: Json, asked: Json) -> Json | None:  # noqa: ARG002
        return {"update": UPDATED}

    def _body(self) -> Json:
        return json.loads(self.body)


_create_launch_template = LaunchTemplateBackend.create_launch_template


def create_launch_template(
    self: EC2Backend, name: str, description: str, template_data: Json, tag_spec: Json
) -> LaunchTemplate:
    """A launch template as AWS keeps it: moto takes its own tags for tags of what it starts."""
    started = [
        tags
        for tags in template_data.get("TagSpecifications", [])
        if tags["ResourceType"] != "launch-template"
    ]
    data = {**template_data, "TagSpecifications": started}
    return _create_launch_template(self, name, description, data, tag_spec)


def main() -> None:
    """Serves until it is terminated."""
    EC2Backend.create_launch_template = create_launch_template
    urls.url_paths = {
        **dict.fromkeys(urls.url_paths, Eks.dispatch),
        **dict.fromkeys(
            (
                "{0}/clusters/(?P<name>[^/]+)/access-entries(?P<rest>.*)$",
                "{0}/clusters/(?P<name>[^/]+)/addons(?P<rest>.*)$",
                "{0}/clusters/(?P<name>[^/]+)/updates/(?P<id>.+)$",
            ),
            Additions.dispatch,
        ),
    }
    server.main()


if __name__ == "__main__":
    main()
