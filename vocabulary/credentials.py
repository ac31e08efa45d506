"""Names around the collectors' token: what the secret holds, and who reads it."""

from enum import StrEnum

READER_SERVICE_ACCOUNT = "lionpay-grafana-cloud-reader"
"""In the collectors' namespace; with IRSA the secret is read in its name."""

EXTERNAL_SECRETS = "external-secrets"
"""The External Secrets Operator's own namespace and service account, as its chart calls them."""

TOKEN_VARIABLE = "grafana_cloud_token"  # noqa: S105
"""The Terraform variable of the token that makes access policies; `TF_VAR_grafana_cloud_token`."""

SYNTHETICS_VARIABLE = "grafana_synthetics_token"
"""The Terraform variable of the token of Synthetic Monitoring's API."""

GRAFANA_VARIABLE = "grafana_auth"
"""The Terraform variable of the service account's token that manages one Grafana."""

CONTACT_SECRETS_DATA = "contact-secrets"
"""The data source that reads the contact points' keys, where they are in AWS Secrets Manager."""

WRITE_SCOPES = ("logs:write", "metrics:write", "traces:write")
"""All that a cluster's token may do."""

PINNED = "from its NAT addresses only"
FROM_ANYWHERE = "from anywhere"
"""How an access policy's display name says where its tokens work."""


class SecretKey(StrEnum):
    """The keys of the JSON in a cluster's secret, and of the Kubernetes Secret made from it."""

    STACK_ID = "stack_id"
    METRICS_USERNAME = "metrics_username"
    LOGS_USERNAME = "logs_username"
    TRACES_USERNAME = "traces_username"
    TOKEN = "token"  # noqa: S105
