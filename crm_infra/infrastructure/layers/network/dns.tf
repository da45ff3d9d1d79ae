locals {
  # private.googleapis.com: Google's APIs on addresses that never leave Google's network.
  google_apis_range = "199.36.153.8/30"
  google_apis_ips   = [for host in range(4) : cidrhost(local.google_apis_range, host)]

  # Google's domains that are answered with those addresses inside the VPC.
  google_zones = {
    gcr-io         = { domain = "gcr.io.", host = "gcr.io." }
    googleapis-com = { domain = "googleapis.com.", host = "private.googleapis.com." }
    pkg-dev        = { domain = "pkg.dev.", host = "pkg.dev." }
  }
}

resource "google_dns_managed_zone" "public" {
  name            = "${local.prefix}-public"
  dns_name        = "${var.environment.domain}."
  visibility      = "public"
  force_destroy   = !local.protect
  deletion_policy = local.deletion_policy

  dnssec_config {
    state         = "on"
    non_existence = "nsec3"

    default_key_specs {
      key_type   = "keySigning"
      algorithm  = "ecdsap256sha256"
      key_length = 256
    }

    default_key_specs {
      key_type   = "zoneSigning"
      algorithm  = "ecdsap256sha256"
      key_length = 256
    }
  }

  cloud_logging_config {
    enable_logging = true
  }
}

# Only Google's certificate authority, which Certificate Manager uses, may issue for the domain.
resource "google_dns_record_set" "certificate_authority" {
  managed_zone = google_dns_managed_zone.public.name
  name         = google_dns_managed_zone.public.dns_name
  type         = "CAA"
  ttl          = 3600
  rrdatas      = ["0 issue \"pki.goog\"", "0 iodef \"mailto:${var.environment.contacts.security}\""]
}

resource "google_dns_managed_zone" "internal" {
  name            = "${local.prefix}-internal"
  dns_name        = "internal.${var.environment.domain}."
  visibility      = "private"
  force_destroy   = !local.protect
  deletion_policy = local.deletion_policy

  private_visibility_config {
    networks {
      network_url = google_compute_network.this.id
    }
  }
}

resource "google_dns_managed_zone" "google" {
  for_each = local.google_zones

  name       = "${local.prefix}-${each.key}"
  dns_name   = each.value.domain
  visibility = "private"

  private_visibility_config {
    networks {
      network_url = google_compute_network.this.id
    }
  }
}

resource "google_dns_record_set" "google_host" {
  for_each = local.google_zones

  managed_zone = google_dns_managed_zone.google[each.key].name
  name         = each.value.host
  type         = "A"
  ttl          = 300
  rrdatas      = local.google_apis_ips
}

resource "google_dns_record_set" "google_names" {
  for_each = local.google_zones

  managed_zone = google_dns_managed_zone.google[each.key].name
  name         = "*.${each.value.domain}"
  type         = "CNAME"
  ttl          = 300
  rrdatas      = [each.value.host]
}

resource "google_dns_policy" "this" {
  name                      = local.prefix
  enable_logging            = true
  enable_inbound_forwarding = false

  networks {
    network_url = google_compute_network.this.id
  }
}
