"""Which version of a cluster's token its collectors use: its id, never its value."""

from constructs.plain import plain_local
from providers import aws
from providers.core import Construct, Precondition


class TokenVersion(Construct):
    """The current version of the secret, read without its value in each run.

    id: the version's, by which External Secrets reads it. secret_name: of the Kubernetes Secret
    that is made for just this version. present: refuses a secret that has no value yet, since a
    release would wait for it until it rolls back.
    """

    def __init__(self, scope: Construct, id: str, *, secret_arn: str, secret_name: str) -> None:
        super().__init__(scope, id)
        found = aws.DataAwsSecretsmanagerSecretVersions(self, "versions", secret_id=secret_arn)
        current = (
            f"[for v in {found.fqn}.versions : v.version_id"
            ' if contains(v.version_stages, "AWSCURRENT")]'
        )
        # By index, which fails without one: `one` gives null, and the plan would end at that.
        version = f'try({current}[0], "none")'
        self.id = plain_local(self, "id", f"${{{version}}}")
        self.secret_name = plain_local(self, "name", f"{secret_name}-${{substr({version}, 0, 8)}}")
        self.present = Precondition(
            condition=f"${{length({current}) == 1}}",
            error_message=(
                f"The secret {secret_arn} has no value yet, so the collectors would wait for their "
                "token until the release rolls back. Deploy `credentials`, or put the token in by "
                "hand (docs/credentials.md), then run this stack again."
            ),
        )
