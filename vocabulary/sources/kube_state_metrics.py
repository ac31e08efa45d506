"""kube-state-metrics: the state of the objects that charts/others.py asks it for.

Names of version 2.15, as the real program tells them (commands/kubernetes/kube_state_metrics.txt);
the annotations and labels of objects are not asked for.
"""

from vocabulary.sources.common import scrape
from vocabulary.sources.model import SCRAPED, Metric, Per, Source, Way, counters, gauges, infos

UID = "uid"
"""Of the pod, whose name is its own in its namespace."""

POD, CONTAINER = "namespace pod", "container namespace pod"


def _pods(names: str, labels: str = "", each: float = 1) -> tuple[Metric, ...]:
    return gauges(names, Per.POD, f"{POD} {labels}", each, UID)


def _containers(names: str, labels: str = "", each: float = 1) -> tuple[Metric, ...]:
    return gauges(names, Per.CONTAINER, f"{CONTAINER} {labels}", each, UID)


PODS = (
    *infos("kube_pod_info", Per.POD,
           f"{POD} created_by_kind created_by_name host_ip host_network node pod_ip"
           " priority_class", 1, UID),
    *_pods("kube_pod_start_time kube_pod_completion_time kube_pod_created"
           " kube_pod_deletion_timestamp kube_pod_status_scheduled_time"
           " kube_pod_status_initialized_time kube_pod_status_ready_time"
           " kube_pod_status_container_ready_time kube_pod_status_unschedulable"
           " kube_pod_overhead_cpu_cores kube_pod_overhead_memory_bytes"
           " kube_pod_runtimeclass_name_info"),
    *_pods("kube_pod_ips", "ip ip_family"),
    *_pods("kube_pod_scheduler", "name"),
    *_pods("kube_pod_owner", "owner_is_controller owner_kind owner_name"),
    *_pods("kube_pod_status_phase", "phase", 5),
    *_pods("kube_pod_status_qos_class", "qos_class", 3),
    *_pods("kube_pod_status_ready kube_pod_status_scheduled", "condition", 3),
    *_pods("kube_pod_status_reason", "reason", 5),
    *_pods("kube_pod_restart_policy", "type"),
    *_pods("kube_pod_service_account", "service_account"),
    *_pods("kube_pod_tolerations", "effect key operator toleration_seconds value", 3),
    *_pods("kube_pod_spec_volumes_persistentvolumeclaims_info"
           " kube_pod_spec_volumes_persistentvolumeclaims_readonly",
           "persistentvolumeclaim volume", 0.07),
    *infos("kube_pod_container_info", Per.CONTAINER, f"{CONTAINER} image image_spec", 1,
           "container_id image_id uid"),
    *_containers("kube_pod_container_state_started kube_pod_container_status_ready"
                 " kube_pod_container_status_running kube_pod_container_status_terminated"
                 " kube_pod_container_status_waiting"),
    *_containers("kube_pod_container_status_last_terminated_exitcode"
                 " kube_pod_container_status_last_terminated_timestamp", each=0.1),
    *_containers("kube_pod_container_status_waiting_reason"
                 " kube_pod_container_status_terminated_reason"
                 " kube_pod_container_status_last_terminated_reason", "reason", 0.1),
    *counters("kube_pod_container_status_restarts_total", Per.CONTAINER, CONTAINER, 1, UID),
    *_containers("kube_pod_container_resource_requests kube_pod_container_resource_limits",
                 "node resource unit", 2),
    *infos("kube_pod_init_container_info", Per.CONTAINER,
           f"{CONTAINER} image image_spec restart_policy", 0.3, "container_id image_id uid"),
    *_containers("kube_pod_init_container_status_ready kube_pod_init_container_status_running"
                 " kube_pod_init_container_status_terminated"
                 " kube_pod_init_container_status_waiting", each=0.3),
    *_containers("kube_pod_init_container_status_waiting_reason"
                 " kube_pod_init_container_status_terminated_reason"
                 " kube_pod_init_container_status_last_terminated_reason", "reason", 0.3),
    *counters("kube_pod_init_container_status_restarts_total", Per.CONTAINER, CONTAINER, 0.3,
              UID),
    *_containers("kube_pod_init_container_resource_limits"
                 " kube_pod_init_container_resource_requests", "node resource unit", 0.6),
)  # fmt: skip

DEPLOYMENT, REPLICA_SET = "deployment namespace", "namespace replicaset"
DAEMON_SET, STATEFUL_SET = "daemonset namespace", "namespace statefulset"
AUTOSCALER, BUDGET = "horizontalpodautoscaler namespace", "namespace poddisruptionbudget"

WORKLOADS = (
    *gauges("kube_deployment_created kube_deployment_metadata_generation"
            " kube_deployment_spec_paused kube_deployment_spec_replicas"
            " kube_deployment_spec_strategy_rollingupdate_max_surge"
            " kube_deployment_spec_strategy_rollingupdate_max_unavailable"
            " kube_deployment_status_observed_generation kube_deployment_status_replicas"
            " kube_deployment_status_replicas_available kube_deployment_status_replicas_ready"
            " kube_deployment_status_replicas_unavailable"
            " kube_deployment_status_replicas_updated", Per.DEPLOYMENT, DEPLOYMENT),
    *gauges("kube_deployment_status_condition", Per.DEPLOYMENT,
            f"{DEPLOYMENT} condition status", 6),
    *gauges("kube_replicaset_created kube_replicaset_metadata_generation"
            " kube_replicaset_spec_replicas kube_replicaset_status_fully_labeled_replicas"
            " kube_replicaset_status_observed_generation kube_replicaset_status_ready_replicas"
            " kube_replicaset_status_replicas", Per.REPLICA_SET, REPLICA_SET),
    *gauges("kube_replicaset_owner", Per.REPLICA_SET,
            f"{REPLICA_SET} owner_is_controller owner_kind owner_name"),
    *gauges("kube_daemonset_created kube_daemonset_metadata_generation"
            " kube_daemonset_status_current_number_scheduled"
            " kube_daemonset_status_desired_number_scheduled"
            " kube_daemonset_status_number_available kube_daemonset_status_number_misscheduled"
            " kube_daemonset_status_number_ready kube_daemonset_status_number_unavailable"
            " kube_daemonset_status_observed_generation"
            " kube_daemonset_status_updated_number_scheduled", Per.DAEMON_SET, DAEMON_SET),
    *gauges("kube_statefulset_created kube_statefulset_metadata_generation"
            " kube_statefulset_ordinals_start kube_statefulset_replicas"
            " kube_statefulset_status_observed_generation kube_statefulset_status_replicas"
            " kube_statefulset_status_replicas_available"
            " kube_statefulset_status_replicas_current kube_statefulset_status_replicas_ready"
            " kube_statefulset_status_replicas_updated", Per.STATEFUL_SET, STATEFUL_SET),
    *gauges("kube_statefulset_persistentvolumeclaim_retention_policy", Per.STATEFUL_SET,
            f"{STATEFUL_SET} when_deleted when_scaled"),
    *gauges("kube_statefulset_status_current_revision kube_statefulset_status_update_revision",
            Per.STATEFUL_SET, f"{STATEFUL_SET} revision"),
    *infos("kube_horizontalpodautoscaler_info", Per.AUTOSCALER,
           f"{AUTOSCALER} scaletargetref_api_version scaletargetref_kind scaletargetref_name"),
    *gauges("kube_horizontalpodautoscaler_metadata_generation"
            " kube_horizontalpodautoscaler_spec_max_replicas"
            " kube_horizontalpodautoscaler_spec_min_replicas"
            " kube_horizontalpodautoscaler_status_current_replicas"
            " kube_horizontalpodautoscaler_status_desired_replicas", Per.AUTOSCALER, AUTOSCALER),
    *gauges("kube_horizontalpodautoscaler_spec_target_metric"
            " kube_horizontalpodautoscaler_status_target_metric", Per.AUTOSCALER,
            f"{AUTOSCALER} metric_name metric_target_type", 2),
    *gauges("kube_horizontalpodautoscaler_status_condition", Per.AUTOSCALER,
            f"{AUTOSCALER} condition status", 9),
    *gauges("kube_poddisruptionbudget_created kube_poddisruptionbudget_status_current_healthy"
            " kube_poddisruptionbudget_status_desired_healthy"
            " kube_poddisruptionbudget_status_expected_pods"
            " kube_poddisruptionbudget_status_observed_generation"
            " kube_poddisruptionbudget_status_pod_disruptions_allowed", Per.BUDGET, BUDGET),
    *infos("kube_job_info", Per.JOB, "job_name namespace"),
    *gauges("kube_job_created kube_job_spec_active_deadline_seconds kube_job_spec_completions"
            " kube_job_spec_parallelism kube_job_status_active kube_job_status_completion_time"
            " kube_job_status_start_time kube_job_status_succeeded kube_job_status_suspended",
            Per.JOB, "job_name namespace"),
    *gauges("kube_job_complete kube_job_failed", Per.JOB, "condition job_name namespace", 3),
    *gauges("kube_job_status_failed", Per.JOB, "job_name namespace reason", 3),
    *gauges("kube_job_owner", Per.JOB,
            "job_name namespace owner_is_controller owner_kind owner_name"),
    *infos("kube_cronjob_info", Per.CRON_JOB,
           "concurrency_policy cronjob namespace schedule timezone"),
    *gauges("kube_cronjob_created kube_cronjob_metadata_resource_version"
            " kube_cronjob_next_schedule_time kube_cronjob_spec_failed_job_history_limit"
            " kube_cronjob_spec_starting_deadline_seconds"
            " kube_cronjob_spec_successful_job_history_limit kube_cronjob_spec_suspend"
            " kube_cronjob_status_active kube_cronjob_status_last_schedule_time"
            " kube_cronjob_status_last_successful_time", Per.CRON_JOB, "cronjob namespace"),
)  # fmt: skip

CLAIM = "namespace persistentvolumeclaim"

NODES_AND_VOLUMES = (
    *infos("kube_node_info", Per.NODE, "container_runtime_version internal_ip kernel_version"
           " kubelet_version kubeproxy_version node os_image pod_cidr provider_id system_uuid"),
    *gauges("kube_node_created kube_node_deletion_timestamp kube_node_spec_unschedulable",
            Per.NODE, "node"),
    *gauges("kube_node_role", Per.NODE, "node role", 0.1),
    *gauges("kube_node_spec_taint", Per.NODE, "effect key node value", 0.5),
    *gauges("kube_node_status_addresses", Per.NODE, "address node type", 3),
    *gauges("kube_node_status_allocatable kube_node_status_capacity", Per.NODE,
            "node resource unit", 7),
    *gauges("kube_node_status_condition", Per.NODE, "condition node status", 15),
    *gauges("kube_namespace_created", Per.NAMESPACE, "namespace"),
    *gauges("kube_namespace_status_phase", Per.NAMESPACE, "namespace phase", 2),
    *gauges("kube_namespace_status_condition", Per.NAMESPACE, "condition namespace status", 0.1),
    *infos("kube_persistentvolume_info", Per.VOLUME, "azure_disk_name csi_driver"
           " csi_volume_handle ebs_volume_id fc_lun fc_target_wwns fc_wwids"
           " gce_persistent_disk_name host_path host_path_type iscsi_initiator_name iscsi_iqn"
           " iscsi_lun iscsi_target_portal local_fs local_path nfs_path nfs_server"
           " persistentvolume storageclass"),
    *gauges("kube_persistentvolume_capacity_bytes kube_persistentvolume_created"
            " kube_persistentvolume_deletion_timestamp", Per.VOLUME, "persistentvolume"),
    *gauges("kube_persistentvolume_claim_ref", Per.VOLUME,
            "claim_namespace name persistentvolume"),
    *gauges("kube_persistentvolume_status_phase", Per.VOLUME, "persistentvolume phase", 5),
    *gauges("kube_persistentvolume_volume_mode", Per.VOLUME, "persistentvolume volumemode"),
    *infos("kube_persistentvolumeclaim_info", Per.VOLUME,
           f"{CLAIM} storageclass volumemode volumename"),
    *gauges("kube_persistentvolumeclaim_created"
            " kube_persistentvolumeclaim_deletion_timestamp"
            " kube_persistentvolumeclaim_resource_requests_storage_bytes", Per.VOLUME, CLAIM),
    *gauges("kube_persistentvolumeclaim_access_mode", Per.VOLUME, f"{CLAIM} access_mode"),
    *gauges("kube_persistentvolumeclaim_status_condition", Per.VOLUME, f"{CLAIM} status type",
            0.1),
    *gauges("kube_persistentvolumeclaim_status_phase", Per.VOLUME, f"{CLAIM} phase", 3),
    *gauges("kube_resourcequota", Per.QUOTA, "namespace resource resourcequota type", 8),
    *gauges("kube_resourcequota_created", Per.QUOTA, "namespace resourcequota"),
)  # fmt: skip

KUBE_STATE_METRICS = Source(
    "kube-state-metrics",
    "the state of the cluster's objects",
    way=Way.KUBE_STATE_METRICS,
    jobs=("kube-state-metrics",),
    labels=SCRAPED,
    metrics=(*scrape(Per.CLUSTER), *PODS, *WORKLOADS, *NODES_AND_VOLUMES),
)
