resource "google_dns_managed_zone" "crm" {
  name     = "crm"
  dns_name = "crm.example.com."
  dnssec_config { state = "on" }
}

resource "google_dns_record_set" "web" {
  managed_zone = google_dns_managed_zone.crm.name
  name         = "app.crm.example.com."
  type         = "A"
  ttl          = 300
  rrdatas      = [google_compute_global_address.web.address]
}

resource "google_dns_managed_zone" "private" {
  name       = "private"
  dns_name   = "internal.example.com."
  visibility = "private"
  private_visibility_config {
    networks { network_url = google_compute_network.vpc.id }
  }
}

resource "google_dns_policy" "log" {
  name           = "log"
  enable_logging = true
  networks { network_url = google_compute_network.vpc.id }
}

resource "google_dns_response_policy" "rp" {
  response_policy_name = "rp"
  networks { network_url = google_compute_network.vpc.id }
}

resource "google_dns_response_policy_rule" "rule" {
  response_policy = google_dns_response_policy.rp.response_policy_name
  rule_name       = "rule"
  dns_name        = "bad.example.com."
  local_data {
    local_datas {
      name    = "bad.example.com."
      type    = "A"
      ttl     = 300
      rrdatas = ["192.0.2.91"]
    }
  }
}

data "google_dns_managed_zone" "d" { name = google_dns_managed_zone.crm.name }
