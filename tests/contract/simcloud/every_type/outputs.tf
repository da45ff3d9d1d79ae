output "told" {
  value = [
    data.google_project.p.number,
    data.google_compute_zones.z.names,
    data.google_netblock_ip_ranges.n.cidr_blocks,
    data.google_service_account.s.email,
    data.google_kms_crypto_key.k.id,
    data.google_iam_policy.p.policy_data,
    data.google_compute_subnetwork.n.secondary_ip_range,
    data.google_container_cluster.d.endpoint,
    data.google_cloud_run_v2_service.d.uri,
  ]
}
