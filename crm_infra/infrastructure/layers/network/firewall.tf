locals {
  ranges = {
    for kind in ["nodes", "pods", "control_plane", "private_service_access", "psc", "proxy_only"] :
    kind => [for region in ["primary", "recovery"] : var.environment.regions[region].cidr[kind]]
  }
  cluster_ranges = concat(local.ranges.nodes, local.ranges.pods)

  # Google's load balancers and health checkers reach pods from these.
  load_balancer_ranges = ["35.191.0.0/16", "130.211.0.0/22"]
  private_ranges       = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
  serving_ports        = ["8080", "8443", "15021"]
  nodes                = [var.foundation.service_accounts["gke-nodes"]]

  # An egress rule that also serves Cloud Run names ranges instead of accounts: traffic that leaves
  # Cloud Run directly into the VPC carries no account that a rule could name.
  firewall_rules = {
    health-checks = {
      priority  = 1000
      direction = "INGRESS"
      from      = local.load_balancer_ranges
      accounts  = local.nodes
      traffic   = { tcp = local.serving_ports }
    }
    regional-load-balancers = {
      priority  = 1010
      direction = "INGRESS"
      from      = local.ranges.proxy_only
      accounts  = local.nodes
      traffic   = { tcp = local.serving_ports }
    }
    cluster-internal = {
      priority  = 1020
      direction = "INGRESS"
      from      = local.cluster_ranges
      accounts  = local.nodes
      traffic   = { tcp = [], udp = [], icmp = [] }
    }
    control-plane-to-webhooks = {
      priority  = 1030
      direction = "INGRESS"
      from      = local.ranges.control_plane
      accounts  = local.nodes
      traffic   = { tcp = ["8443", "9443", "10250", "15017"] }
    }
    to-cluster = {
      priority  = 2000
      direction = "EGRESS"
      to        = local.cluster_ranges
      accounts  = local.nodes
      traffic   = { tcp = [], udp = [], icmp = [] }
    }
    to-control-plane = {
      priority  = 2010
      direction = "EGRESS"
      to        = local.ranges.control_plane
      accounts  = local.nodes
      traffic   = { tcp = ["443", "8132"] }
    }
    to-dns-and-metadata = {
      priority  = 2020
      direction = "EGRESS"
      to        = ["169.254.169.254/32"]
      traffic   = { tcp = ["53", "80"], udp = ["53"] }
    }
    to-google-apis = {
      priority  = 2030
      direction = "EGRESS"
      to        = [local.google_apis_range]
      traffic   = { tcp = ["443"] }
    }
    to-atlas = {
      priority  = 2040
      direction = "EGRESS"
      from      = local.cluster_ranges
      to        = local.ranges.psc
      traffic   = { tcp = ["1024-65535"] }
    }
    to-redis = {
      priority  = 2050
      direction = "EGRESS"
      from      = local.cluster_ranges
      to        = local.ranges.private_service_access
      traffic   = { tcp = ["6378", "6379"] }
    }
    # Keeps the next rule to the internet: without it, 443 would be open to every private range too.
    not-to-other-private-ranges = {
      priority  = 2900
      direction = "EGRESS"
      action    = "deny"
      to        = local.private_ranges
      traffic   = { all = [] }
    }
    to-external-services = {
      priority  = 3000
      direction = "EGRESS"
      from      = local.cluster_ranges
      to        = ["0.0.0.0/0"]
      traffic   = { tcp = ["443"] }
    }
    deny-ingress = {
      priority  = 65000
      direction = "INGRESS"
      action    = "deny"
      from      = ["0.0.0.0/0"]
      traffic   = { all = [] }
    }
    deny-egress = {
      priority  = 65010
      direction = "EGRESS"
      action    = "deny"
      to        = ["0.0.0.0/0"]
      traffic   = { all = [] }
    }
  }
}

resource "google_compute_network_firewall_policy" "this" {
  name            = local.prefix
  deletion_policy = local.deletion_policy
}

resource "google_compute_network_firewall_policy_rule" "this" {
  for_each = local.firewall_rules

  firewall_policy         = google_compute_network_firewall_policy.this.name
  rule_name               = each.key
  priority                = each.value.priority
  direction               = each.value.direction
  action                  = try(each.value.action, "allow")
  enable_logging          = try(each.value.action, "allow") == "deny"
  target_service_accounts = try(each.value.accounts, null)

  match {
    src_ip_ranges  = try(each.value.from, null)
    dest_ip_ranges = try(each.value.to, null)

    dynamic "layer4_configs" {
      for_each = each.value.traffic
      content {
        ip_protocol = layer4_configs.key
        ports       = layer4_configs.value
      }
    }
  }
}

# Attached last: a policy with only half of its rules would cut off what they allow.
#
# This is also the layer's keystone: it depends on everything, so a destroy begins with it. Where the
# environment is protected it refuses, and by then nothing else has been touched.
resource "google_compute_network_firewall_policy_association" "this" {
  name              = local.prefix
  firewall_policy   = google_compute_network_firewall_policy.this.name
  attachment_target = google_compute_network.this.id
  deletion_policy   = local.deletion_policy

  depends_on = [
    google_compute_global_address.private_service_access,
    google_compute_network.this,
    google_compute_network_firewall_policy.this,
    google_compute_network_firewall_policy_rule.this,
    google_compute_route.this,
    google_compute_security_policy.edge,
    google_compute_ssl_policy.edge,
    google_dns_managed_zone.google,
    google_dns_managed_zone.internal,
    google_dns_managed_zone.public,
    google_dns_policy.this,
    google_dns_record_set.certificate_authority,
    google_dns_record_set.google_host,
    google_dns_record_set.google_names,
    google_service_networking_connection.this,
    module.region,
  ]
}
