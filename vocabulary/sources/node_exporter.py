"""The node itself: node exporter's collectors that are on by default in Alloy, on a small server.

A node has 8 processors, 3 disks, 4 file systems and 4 network devices here.
"""

from vocabulary.sources.common import scrape
from vocabulary.sources.model import SCRAPED, Per, Source, Way, counters, gauges, infos

CPUS, DISKS, FILE_SYSTEMS, DEVICES = 8, 3, 4, 4

NODE_EXPORTER = Source(
    "node exporter",
    "this node, by the exporter built into Alloy",
    way=Way.NODE_EXPORTER,
    jobs=("node-exporter",),
    labels=(*SCRAPED, "node"),
    metrics=(
        *scrape(Per.NODE),
        *counters("node_cpu_seconds_total", Per.NODE, "cpu mode", CPUS * 8),
        *counters("node_cpu_guest_seconds_total", Per.NODE, "cpu mode", CPUS * 2),
        *gauges("node_cpu_scaling_frequency_hertz node_cpu_scaling_frequency_max_hertz"
                " node_cpu_scaling_frequency_min_hertz node_cpu_online", Per.NODE, "cpu", CPUS),
        *counters("node_schedstat_running_seconds_total node_schedstat_timeslices_total"
                  " node_schedstat_waiting_seconds_total", Per.NODE, "cpu", CPUS),
        *counters("node_softnet_dropped_total node_softnet_processed_total"
                  " node_softnet_times_squeezed_total node_softnet_cpu_collision_total"
                  " node_softnet_received_rps_total node_softnet_flow_limit_count_total",
                  Per.NODE, "cpu", CPUS),
        *gauges("node_softnet_backlog_len", Per.NODE, "cpu", CPUS),
        *gauges("node_load1 node_load5 node_load15 node_procs_blocked node_procs_running"
                " node_boot_time_seconds node_time_seconds node_entropy_available_bits"
                " node_entropy_pool_size_bits node_filefd_allocated node_filefd_maximum"
                " node_selinux_enabled node_nf_conntrack_entries"
                " node_nf_conntrack_entries_limit node_nf_conntrack_stat_drop"
                " node_nf_conntrack_stat_early_drop node_nf_conntrack_stat_found"
                " node_nf_conntrack_stat_ignore node_nf_conntrack_stat_insert"
                " node_nf_conntrack_stat_insert_failed node_nf_conntrack_stat_invalid"
                " node_nf_conntrack_stat_search_restart node_timex_estimated_error_seconds"
                " node_timex_frequency_adjustment_ratio node_timex_loop_time_constant"
                " node_timex_maxerror_seconds node_timex_offset_seconds"
                " node_timex_pps_calibration_total node_timex_pps_error_total"
                " node_timex_pps_frequency_hertz node_timex_pps_jitter_seconds"
                " node_timex_pps_jitter_total node_timex_pps_shift_seconds"
                " node_timex_pps_stability_exceeded_total node_timex_pps_stability_hertz"
                " node_timex_status node_timex_sync_status node_timex_tai_offset_seconds"
                " node_timex_tick_seconds", Per.NODE),
        *gauges("node_time_zone_offset_seconds", Per.NODE, "time_zone"),
        *infos("node_time_clocksource_available_info node_time_clocksource_current_info",
               Per.NODE, "clocksource device", 3),
        *counters("node_context_switches_total node_forks_total node_intr_total"
                  " node_pressure_cpu_waiting_seconds_total"
                  " node_pressure_io_stalled_seconds_total"
                  " node_pressure_io_waiting_seconds_total node_pressure_irq_stalled_seconds_total"
                  " node_pressure_memory_stalled_seconds_total"
                  " node_pressure_memory_waiting_seconds_total", Per.NODE),
        *gauges("node_memory_Active_anon_bytes node_memory_Active_bytes"
                " node_memory_Active_file_bytes node_memory_AnonHugePages_bytes"
                " node_memory_AnonPages_bytes node_memory_Bounce_bytes node_memory_Buffers_bytes"
                " node_memory_Cached_bytes node_memory_CommitLimit_bytes"
                " node_memory_Committed_AS_bytes node_memory_DirectMap1G_bytes"
                " node_memory_DirectMap2M_bytes node_memory_DirectMap4k_bytes"
                " node_memory_Dirty_bytes node_memory_FileHugePages_bytes"
                " node_memory_FilePmdMapped_bytes node_memory_HardwareCorrupted_bytes"
                " node_memory_HugePages_Free node_memory_HugePages_Rsvd"
                " node_memory_HugePages_Surp node_memory_HugePages_Total"
                " node_memory_Hugepagesize_bytes node_memory_Hugetlb_bytes"
                " node_memory_Inactive_anon_bytes node_memory_Inactive_bytes"
                " node_memory_Inactive_file_bytes node_memory_KReclaimable_bytes"
                " node_memory_KernelStack_bytes node_memory_Mapped_bytes"
                " node_memory_MemAvailable_bytes node_memory_MemFree_bytes"
                " node_memory_MemTotal_bytes node_memory_Mlocked_bytes"
                " node_memory_NFS_Unstable_bytes node_memory_PageTables_bytes"
                " node_memory_Percpu_bytes node_memory_SReclaimable_bytes"
                " node_memory_SUnreclaim_bytes node_memory_Shmem_bytes"
                " node_memory_ShmemHugePages_bytes node_memory_ShmemPmdMapped_bytes"
                " node_memory_Slab_bytes node_memory_SwapCached_bytes node_memory_SwapFree_bytes"
                " node_memory_SwapTotal_bytes node_memory_Unevictable_bytes"
                " node_memory_VmallocChunk_bytes node_memory_VmallocTotal_bytes"
                " node_memory_VmallocUsed_bytes node_memory_WritebackTmp_bytes"
                " node_memory_Writeback_bytes", Per.NODE),
        *counters("node_vmstat_oom_kill node_vmstat_pgfault node_vmstat_pgmajfault"
                  " node_vmstat_pgpgin node_vmstat_pgpgout node_vmstat_pswpin"
                  " node_vmstat_pswpout", Per.NODE),
        *counters("node_netstat_Icmp6_InErrors node_netstat_Icmp6_InMsgs"
                  " node_netstat_Icmp6_OutMsgs node_netstat_Icmp_InErrors"
                  " node_netstat_Icmp_InMsgs node_netstat_Icmp_OutMsgs node_netstat_Ip6_InOctets"
                  " node_netstat_Ip6_OutOctets node_netstat_IpExt_InOctets"
                  " node_netstat_IpExt_OutOctets node_netstat_Ip_Forwarding"
                  " node_netstat_TcpExt_ListenDrops node_netstat_TcpExt_ListenOverflows"
                  " node_netstat_TcpExt_SyncookiesFailed node_netstat_TcpExt_SyncookiesRecv"
                  " node_netstat_TcpExt_SyncookiesSent node_netstat_TcpExt_TCPOFOQueue"
                  " node_netstat_TcpExt_TCPRcvQDrop node_netstat_TcpExt_TCPSynRetrans"
                  " node_netstat_TcpExt_TCPTimeouts node_netstat_Tcp_ActiveOpens"
                  " node_netstat_Tcp_CurrEstab node_netstat_Tcp_InErrs node_netstat_Tcp_InSegs"
                  " node_netstat_Tcp_OutRsts node_netstat_Tcp_OutSegs"
                  " node_netstat_Tcp_PassiveOpens node_netstat_Tcp_RetransSegs"
                  " node_netstat_Udp6_InDatagrams node_netstat_Udp6_InErrors"
                  " node_netstat_Udp6_NoPorts node_netstat_Udp6_OutDatagrams"
                  " node_netstat_Udp6_RcvbufErrors node_netstat_Udp6_SndbufErrors"
                  " node_netstat_UdpLite6_InErrors node_netstat_UdpLite_InErrors"
                  " node_netstat_Udp_InDatagrams node_netstat_Udp_InErrors"
                  " node_netstat_Udp_NoPorts node_netstat_Udp_OutDatagrams"
                  " node_netstat_Udp_RcvbufErrors node_netstat_Udp_SndbufErrors", Per.NODE),
        *gauges("node_sockstat_FRAG6_inuse node_sockstat_FRAG6_memory node_sockstat_FRAG_inuse"
                " node_sockstat_FRAG_memory node_sockstat_RAW6_inuse node_sockstat_RAW_inuse"
                " node_sockstat_TCP6_inuse node_sockstat_TCP_alloc node_sockstat_TCP_inuse"
                " node_sockstat_TCP_mem node_sockstat_TCP_mem_bytes node_sockstat_TCP_orphan"
                " node_sockstat_TCP_tw node_sockstat_UDP6_inuse node_sockstat_UDPLITE6_inuse"
                " node_sockstat_UDPLITE_inuse node_sockstat_UDP_inuse node_sockstat_UDP_mem"
                " node_sockstat_UDP_mem_bytes node_sockstat_sockets_used", Per.NODE),
        *gauges("node_udp_queues", Per.NODE, "ip queue", 4),
        *gauges("node_filesystem_avail_bytes node_filesystem_device_error node_filesystem_files"
                " node_filesystem_files_free node_filesystem_free_bytes"
                " node_filesystem_readonly"
                " node_filesystem_size_bytes", Per.NODE,
                "device device_error fstype mountpoint", FILE_SYSTEMS),
        *infos("node_filesystem_mount_info", Per.NODE, "device major minor mountpoint",
               FILE_SYSTEMS),
        *counters("node_disk_discard_time_seconds_total node_disk_discarded_sectors_total"
                  " node_disk_discards_completed_total node_disk_discards_merged_total"
                  " node_disk_flush_requests_time_seconds_total node_disk_flush_requests_total"
                  " node_disk_io_time_seconds_total node_disk_io_time_weighted_seconds_total"
                  " node_disk_read_bytes_total node_disk_read_time_seconds_total"
                  " node_disk_reads_completed_total node_disk_reads_merged_total"
                  " node_disk_write_time_seconds_total node_disk_writes_completed_total"
                  " node_disk_writes_merged_total node_disk_written_bytes_total", Per.NODE,
                  "device", DISKS),
        *gauges("node_disk_io_now", Per.NODE, "device", DISKS),
        *infos("node_disk_info", Per.NODE,
               "device major minor model path revision rotational serial wwn", DISKS),
        *infos("node_disk_filesystem_info", Per.NODE, "device type usage uuid version", DISKS),
        *infos("node_nvme_info", Per.NODE, "device firmware_revision model serial state cntlid",
               2),
        *counters("node_network_carrier_changes_total node_network_carrier_down_changes_total"
                  " node_network_carrier_up_changes_total node_network_receive_bytes_total"
                  " node_network_receive_compressed_total node_network_receive_drop_total"
                  " node_network_receive_errs_total node_network_receive_fifo_total"
                  " node_network_receive_frame_total node_network_receive_multicast_total"
                  " node_network_receive_nohandler_total node_network_receive_packets_total"
                  " node_network_transmit_bytes_total node_network_transmit_carrier_total"
                  " node_network_transmit_colls_total node_network_transmit_compressed_total"
                  " node_network_transmit_drop_total node_network_transmit_errs_total"
                  " node_network_transmit_fifo_total node_network_transmit_packets_total",
                  Per.NODE, "device", DEVICES),
        *gauges("node_network_address_assign_type node_network_carrier node_network_device_id"
                " node_network_dormant node_network_flags node_network_iface_id"
                " node_network_iface_link node_network_iface_link_mode node_network_mtu_bytes"
                " node_network_name_assign_type node_network_net_dev_group"
                " node_network_protocol_type node_network_speed_bytes"
                " node_network_transmit_queue_length node_network_up", Per.NODE, "device",
                DEVICES),
        *infos("node_network_info", Per.NODE,
               "address adminstate broadcast device duplex ifalias operstate", DEVICES),
        *infos("node_uname_info", Per.NODE, "domainname machine nodename release sysname version"),
        *infos("node_os_info", Per.NODE, "build_id id id_like image_id image_version name"
               " pretty_name support_end variant variant_id version version_codename version_id"),
        *gauges("node_os_version", Per.NODE, "id id_like name"),
        *infos("node_dmi_info", Per.NODE, "bios_date bios_release bios_vendor bios_version"
               " board_asset_tag board_name board_vendor board_version chassis_asset_tag"
               " chassis_vendor chassis_version product_family product_name product_sku"
               " product_version system_vendor"),
        *infos("node_exporter_build_info", Per.NODE,
               "branch goarch goos goversion revision tags version"),
        *gauges("node_scrape_collector_duration_seconds node_scrape_collector_success", Per.NODE,
                "collector", 36),
    ),
)  # fmt: skip
