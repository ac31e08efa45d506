"""The access policy and the token of one cluster, and the token's way into its secret."""

from access.plan import TokenPlan
from providers import aws, grafana
from providers.core import Construct, Fn, TerraformResourceLifecycle, Token
from vocabulary.credentials import SecretKey


class ClusterToken(Construct):
    """A token that writes telemetry of one stack and is made anew before it ends.

    The old token stays good until it expires: nothing deletes it here. Terraform keeps both the
    token and the reading of it in this stack's state, whatever is done; the secret gets it by the
    write-only argument, so it is in the state only once.

    egress_addresses: where the token works from, when it is pinned. secret_arn: of the secret.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        plan: TokenPlan,
        egress_addresses: list[str] | None,
        secret_arn: str,
    ) -> None:
        super().__init__(scope, id)
        policy = grafana.CloudAccessPolicy(
            self,
            "policy",
            region=plan.region,
            name=plan.name,
            display_name=plan.display_name,
            scopes=list(plan.scopes),
            realm=[grafana.CloudAccessPolicyRealm(type="stack", identifier=plan.stack_id)],
            conditions=[
                grafana.CloudAccessPolicyConditions(
                    allowed_subnets=Token.as_list(Fn.formatlist("%s/32", [egress_addresses]))
                )
            ]
            if plan.pinned
            else None,
        )
        token = grafana.CloudAccessPolicyRotatingToken(
            self,
            "token",
            region=plan.region,
            access_policy_id=policy.policy_id,
            name_prefix=plan.name,
            expire_after=plan.expire_after,
            early_rotation_window=plan.early_rotation_window,
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )
        public = {key.value: value for key, value in plan.public.items()}
        aws.SecretsmanagerSecretVersion(
            self,
            "value",
            secret_id=secret_arn,
            secret_string_wo=Fn.jsonencode({**public, SecretKey.TOKEN.value: token.token}),
            secret_string_wo_version=version_of([token.id, *public.values()]),
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )


def version_of(parts: list[str]) -> float:
    """A number that is another one as soon as one of the parts is: their hash, cut to 48 bits.

    The parts name what is written and are no secret themselves. 48 bits fit into every number on
    the way: JSON's, Terraform's and the provider's.
    """
    digest = Fn.sha256(Fn.join("/", parts))
    return Token.as_number(Fn.parseint(Fn.substr(digest, 0, 12), 16))
