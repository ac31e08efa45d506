"""Objects beside the chart's own: namespace, store, token, what applications are told."""

from charts import objects
from charts.alloy import workload_name
from charts.samplers import samplers_service
from tests.charts.workloads import EVERY_ROLE, environment, values_of, variables
from vocabulary.collectors import PORTS, EnvVar, Role

PROD = environment()


def test_the_namespace_lets_host_paths_pass_and_warns_of_the_rest() -> None:
    labels = objects.namespace("monitoring")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "privileged"
    assert labels["pod-security.kubernetes.io/warn"] == "restricted"


def test_collectors_stand_above_applications_and_below_the_system() -> None:
    found = objects.priority_class()
    assert 0 < found["value"] < 1_000_000_000
    assert found["globalDefault"] is False


def test_one_version_of_the_token_is_read_into_a_secret_of_its_own() -> None:
    arn = "arn:x"
    found = objects.external_secret(PROD, name="grafana-cloud-1", secret=arn, version="1-2")
    store = objects.secret_store(PROD, region="ap-northeast-2", service_account="reader")
    spec = found["spec"]
    assert found["apiVersion"] == store["apiVersion"] == "external-secrets.io/v1"
    assert spec["dataFrom"] == [{"extract": {"key": arn, "version": "uuid/1-2"}}]
    assert spec["target"]["name"] == found["metadata"]["name"] == "grafana-cloud-1"
    assert spec["target"]["immutable"] is True
    reference = {"kind": store["kind"], "name": store["metadata"]["name"]}
    assert spec["secretStoreRef"] == reference
    assert found["metadata"]["namespace"] == store["metadata"]["namespace"]


def test_the_store_reads_as_one_account_or_by_the_operators_pod_identity() -> None:
    def provider(service_account: str | None) -> dict[str, object]:
        store = objects.secret_store(PROD, region="ap-northeast-1", service_account=service_account)
        return store["spec"]["provider"]["aws"]

    assert provider("reader")["auth"] == {"jwt": {"serviceAccountRef": {"name": "reader"}}}
    assert provider(None) == {"service": "SecretsManager", "region": "ap-northeast-1"}


def test_the_readers_account_takes_its_role_on_and_mounts_no_token() -> None:
    found = objects.service_account(PROD, "reader", "arn:aws:iam::1:role/reader")
    annotations = found["metadata"]["annotations"]
    assert annotations == {"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/reader"}
    assert found["automountServiceAccountToken"] is False


def test_applications_are_told_the_collector_of_their_node_and_where_they_are() -> None:
    data = objects.application_config_map(PROD, service="alloy", region="ap-northeast-1")["data"]
    endpoint = data["OTEL_EXPORTER_OTLP_ENDPOINT"]
    assert endpoint == f"http://alloy.lionpay-monitoring.svc.cluster.local:{PORTS.otlp_grpc}"
    assert data["OTEL_EXPORTER_OTLP_PROTOCOL"] == "grpc"
    assert data["OTEL_RESOURCE_ATTRIBUTES"] == (
        "deployment.environment.name=prod,cloud.region=ap-northeast-1"
    )
    assert data["OTEL_PROPAGATORS"] == "tracecontext,baggage"
    # The collector counts every span before it samples.
    assert data["OTEL_TRACES_SAMPLER"] == "parentbased_always_on"
    assert all(isinstance(value, str) for value in data.values())


def test_nodes_find_every_sampler_by_the_name_of_their_headless_service() -> None:
    service = samplers_service(EVERY_ROLE)
    assert service["spec"]["clusterIP"] == "None"
    selector = service["spec"]["selector"]
    assert selector == {"app.kubernetes.io/instance": workload_name(Role.SAMPLER)}
    assert [port["port"] for port in service["spec"]["ports"]] == [PORTS.sampler]
    name = f"{service['metadata']['name']}.{service['metadata']['namespace']}.svc.cluster.local"
    for role in (Role.NODE, Role.FARO):
        assert variables(values_of(EVERY_ROLE, role))[EnvVar.SAMPLER] == name
    assert EnvVar.SAMPLER not in variables(values_of(PROD, Role.NODE))
