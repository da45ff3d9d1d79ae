resource "google_compute_network" "vpc" {
  name                    = "crm-vpc"
  auto_create_subnetworks = false
  routing_mode            = "REGIONAL"
  mtu                     = 1460
}

resource "google_compute_subnetwork" "nodes" {
  name                     = "crm-nodes"
  network                  = google_compute_network.vpc.id
  region                   = "us-central1"
  ip_cidr_range            = "10.0.0.0/20"
  private_ip_google_access = true
  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = "10.16.0.0/16"
  }
  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = "10.32.0.0/20"
  }
  log_config {
    aggregation_interval = "INTERVAL_30_SEC"
    flow_sampling        = 0.5
    metadata             = "EXCLUDE_ALL_METADATA"
  }
}

resource "google_compute_subnetwork" "proxy" {
  name          = "crm-proxy"
  network       = google_compute_network.vpc.id
  ip_cidr_range = "10.0.64.0/23"
  purpose       = "REGIONAL_MANAGED_PROXY"
  role          = "ACTIVE"
}

resource "google_compute_router" "router" {
  name    = "crm-router"
  network = google_compute_network.vpc.id
}

resource "google_compute_address" "nat" {
  name = "crm-nat-1"
}

resource "google_compute_router_nat" "nat" {
  name                                = "crm-nat"
  router                              = google_compute_router.router.name
  nat_ip_allocate_option              = "MANUAL_ONLY"
  nat_ips                             = [google_compute_address.nat.self_link]
  source_subnetwork_ip_ranges_to_nat  = "ALL_SUBNETWORKS_ALL_IP_RANGES"
  enable_dynamic_port_allocation      = true
  enable_endpoint_independent_mapping = false
  min_ports_per_vm                    = 64
  max_ports_per_vm                    = 4096
  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }
}

resource "google_compute_network_firewall_policy" "fw" {
  name = "crm-policy"
}

resource "google_compute_network_firewall_policy_rule" "deny" {
  firewall_policy = google_compute_network_firewall_policy.fw.name
  priority        = 65000
  action          = "deny"
  direction       = "EGRESS"
  enable_logging  = true
  match {
    dest_ip_ranges = ["0.0.0.0/0"]
    layer4_configs {
      ip_protocol = "all"
    }
  }
}

resource "google_compute_firewall" "hc" {
  name          = "crm-allow-health-checks"
  network       = google_compute_network.vpc.name
  direction     = "INGRESS"
  source_ranges = ["35.191.0.0/16", "130.211.0.0/22"]
  allow {
    protocol = "tcp"
    ports    = ["8080", "8443"]
  }
}

resource "google_compute_global_address" "psa" {
  name          = "crm-psa"
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  prefix_length = 20
  address       = "10.48.0.0"
  network       = google_compute_network.vpc.id
}

resource "google_compute_security_policy" "edge" {
  name = "crm-edge"
  type = "CLOUD_ARMOR"
}

resource "google_compute_security_policy_rule" "sqli" {
  security_policy = google_compute_security_policy.edge.name
  priority        = 1000
  action          = "deny(403)"
  preview         = true
  match {
    expr { expression = "evaluatePreconfiguredWaf('sqli-v33-stable', {'sensitivity': 1})" }
  }
}

resource "google_compute_health_check" "web" {
  name = "crm-web"
  http_health_check {
    port_specification = "USE_SERVING_PORT"
    request_path       = "/healthz"
  }
}

resource "google_compute_ssl_policy" "modern" {
  name            = "crm-modern"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_global_address" "web" {
  name = "crm-web"
}

resource "google_compute_network" "other" {
  name                    = "other"
  auto_create_subnetworks = false
  description             = "another"
}

resource "google_compute_network_peering" "a" {
  name         = "a"
  network      = google_compute_network.vpc.self_link
  peer_network = google_compute_network.other.self_link
}

resource "google_compute_route" "r" {
  name             = "r"
  dest_range       = "199.36.153.8/30"
  network          = google_compute_network.vpc.name
  next_hop_gateway = "default-internet-gateway"
  priority         = 900
  description      = "x"
}

resource "google_compute_address" "int" {
  name         = "int"
  address_type = "INTERNAL"
  subnetwork   = google_compute_subnetwork.nodes.id
  purpose      = "GCE_ENDPOINT"
}

resource "google_compute_network_firewall_policy_association" "fw" {
  name              = "fw"
  firewall_policy   = google_compute_network_firewall_policy.fw.name
  attachment_target = google_compute_network.vpc.id
}

resource "google_compute_security_policy" "inline" {
  name = "inline"
  rule {
    action   = "allow"
    priority = 2147483647
    match {
      versioned_expr = "SRC_IPS_V1"
      config { src_ip_ranges = ["*"] }
    }
    description = "default"
  }
  adaptive_protection_config {
    layer_7_ddos_defense_config { enable = true }
  }
}

resource "google_compute_forwarding_rule" "psc" {
  name                  = "psc"
  region                = "us-central1"
  network               = google_compute_network.vpc.id
  ip_address            = google_compute_address.int.id
  target                = "projects/p/regions/us-central1/serviceAttachments/x"
  load_balancing_scheme = ""
}

resource "google_compute_project_metadata_item" "oslogin" {
  key   = "enable-oslogin"
  value = "TRUE"
}

data "google_compute_network" "n" { name = google_compute_network.vpc.name }

data "google_compute_zones" "z" { region = "us-central1" }

data "google_compute_regions" "r" {}

data "google_netblock_ip_ranges" "n" { range_type = "health-checkers" }

data "google_compute_subnetwork" "n" {
  name   = google_compute_subnetwork.nodes.name
  region = "us-central1"
}

data "google_compute_address" "d" { name = google_compute_address.nat.name }

data "google_compute_global_address" "d" { name = google_compute_global_address.psa.name }

data "google_compute_default_service_account" "d" {}
