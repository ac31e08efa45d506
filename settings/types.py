"""The base of every settings model, and the kinds of AWS names that they take."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Model(BaseModel):
    """Frozen, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,20}$")]
"""What stacks, workspaces and tags are named after."""

AllocationId = Annotated[str, StringConstraints(pattern=r"^eipalloc-[0-9a-f]{8,17}$")]
RouteTableId = Annotated[str, StringConstraints(pattern=r"^rtb-[0-9a-f]{8,17}$")]
SecurityGroupId = Annotated[str, StringConstraints(pattern=r"^sg-[0-9a-f]{8,17}$")]
SubnetId = Annotated[str, StringConstraints(pattern=r"^subnet-[0-9a-f]{8,17}$")]
VpcId = Annotated[str, StringConstraints(pattern=r"^vpc-[0-9a-f]{8,17}$")]
TopicArn = Annotated[str, StringConstraints(pattern=r"^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:.+$")]

RoleArn = Annotated[
    str, StringConstraints(pattern=r"^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+$")
]

AccountId = Annotated[str, StringConstraints(pattern=r"^\d{12}$")]

ExternalId = Annotated[str, StringConstraints(pattern=r"^[\w+=,.@:/-]{2,}$", max_length=1224)]
"""What another account must name when it takes on a role, as AWS takes it."""

Duration = Annotated[str, StringConstraints(pattern=r"^[1-9]\d*(ms|s|m|h)$")]
"""A length of time as Alloy, Prometheus and Grafana write it, with one unit."""

Memory = Annotated[str, StringConstraints(pattern=r"^[1-9]\d*(Mi|Gi)$")]
"""An amount of memory as Kubernetes writes it; always with a unit, since `512m` is half a byte."""

SecretName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")]
"""The name of a Kubernetes Secret."""

Label = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
"""A Kubernetes name: of a namespace, a service, an app."""

SecretId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9/_+=.@-]{1,512}$")]
"""The name of a secret in AWS Secrets Manager."""

Seconds = Annotated[float, Field(gt=0, le=86400)]
"""A length of time that measurements are compared with, in seconds."""
