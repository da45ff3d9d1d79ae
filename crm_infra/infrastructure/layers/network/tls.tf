resource "google_compute_ssl_policy" "edge" {
  name            = "${local.prefix}-edge"
  profile         = "RESTRICTED"
  min_tls_version = "TLS_1_2"
}
