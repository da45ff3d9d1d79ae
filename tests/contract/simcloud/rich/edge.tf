resource "google_compute_health_check" "web" {
  name                = "crm-web"
  check_interval_sec  = 10
  timeout_sec         = 5
  healthy_threshold   = 2
  unhealthy_threshold = 3
  http_health_check {
    port_specification = "USE_SERVING_PORT"
    request_path       = "/healthz"
  }
  log_config { enable = true }
  depends_on = [google_project_service.on]
}

resource "google_compute_security_policy" "edge" {
  name = "crm-edge"
  rule {
    action   = "deny(403)"
    priority = 1000
    match {
      expr { expression = "evaluatePreconfiguredWaf('sqli-v33-stable', {'sensitivity': 1})" }
    }
  }
  rule {
    action   = "throttle"
    priority = 2000
    match {
      versioned_expr = "SRC_IPS_V1"
      config { src_ip_ranges = ["*"] }
    }
    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"
      rate_limit_threshold {
        count        = 600
        interval_sec = 60
      }
    }
  }
  rule {
    action   = "allow"
    priority = 2147483647
    match {
      versioned_expr = "SRC_IPS_V1"
      config { src_ip_ranges = ["*"] }
    }
  }
  depends_on = [google_project_service.on]
}

resource "google_compute_network_endpoint_group" "pods" {
  name         = "crm-pods"
  zone         = "us-central1-a"
  network      = google_compute_network.vpc.id
  subnetwork   = google_compute_subnetwork.nodes.id
  default_port = 8080
}

resource "google_compute_backend_service" "web" {
  name                            = "crm-web"
  description                     = "Frontend"
  load_balancing_scheme           = "EXTERNAL_MANAGED"
  protocol                        = "HTTP"
  timeout_sec                     = 30
  connection_draining_timeout_sec = 120
  session_affinity                = "GENERATED_COOKIE"
  affinity_cookie_ttl_sec         = 3600
  locality_lb_policy              = "LEAST_REQUEST"
  health_checks                   = [google_compute_health_check.web.id]
  security_policy                 = google_compute_security_policy.edge.id
  enable_cdn                      = true
  compression_mode                = "AUTOMATIC"
  custom_response_headers         = ["Strict-Transport-Security: max-age=31536000"]
  backend {
    group                 = google_compute_network_endpoint_group.pods.id
    balancing_mode        = "RATE"
    max_rate_per_endpoint = 100
    capacity_scaler       = 1
  }
  cdn_policy {
    cache_mode                   = "CACHE_ALL_STATIC"
    default_ttl                  = 3600
    client_ttl                   = 3600
    max_ttl                      = 86400
    negative_caching             = true
    serve_while_stale            = 86400
    signed_url_cache_max_age_sec = 7200
    cache_key_policy {
      include_host         = true
      include_protocol     = true
      include_query_string = false
    }
    negative_caching_policy {
      code = 404
      ttl  = 60
    }
  }
  outlier_detection {
    consecutive_errors = 5
    interval { seconds = 10 }
  }
  log_config {
    enable      = true
    sample_rate = 0.5
  }
}

resource "google_storage_bucket" "assets" {
  name                        = "crm-golden-assets"
  location                    = "US"
  uniform_bucket_level_access = true
  depends_on                  = [google_project_service.on]
}

resource "google_compute_backend_bucket" "assets" {
  name        = "crm-assets"
  description = "Pictures and scripts"
  bucket_name = google_storage_bucket.assets.name
  enable_cdn  = true
  cdn_policy {
    cache_mode  = "CACHE_ALL_STATIC"
    default_ttl = 86400
    client_ttl  = 3600
    max_ttl     = 604800
  }
}

resource "google_compute_url_map" "web" {
  name            = "crm-web"
  description     = "Requests from outside"
  default_service = google_compute_backend_service.web.id
  host_rule {
    hosts        = ["crm.example.com"]
    path_matcher = "crm"
  }
  path_matcher {
    name            = "crm"
    default_service = google_compute_backend_service.web.id
    path_rule {
      paths   = ["/static", "/static/*"]
      service = google_compute_backend_bucket.assets.id
    }
    path_rule {
      paths = ["/old/*"]
      url_redirect {
        path_redirect          = "/new"
        redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
        strip_query            = true
      }
    }
  }
  test {
    host    = "crm.example.com"
    path    = "/"
    service = google_compute_backend_service.web.id
  }
}

resource "google_compute_url_map" "https" {
  name = "crm-https"
  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }
  depends_on = [google_project_service.on]
}

resource "google_compute_ssl_policy" "modern" {
  name            = "crm-modern"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
  depends_on      = [google_project_service.on]
}

resource "google_compute_managed_ssl_certificate" "web" {
  name = "crm-web"
  managed { domains = ["crm.example.com."] }
  depends_on = [google_project_service.on]
}

resource "google_compute_target_https_proxy" "web" {
  name             = "crm-web"
  url_map          = google_compute_url_map.web.id
  ssl_certificates = [google_compute_managed_ssl_certificate.web.id]
  ssl_policy       = google_compute_ssl_policy.modern.id
  quic_override    = "ENABLE"
}

resource "google_compute_target_http_proxy" "https" {
  name    = "crm-https"
  url_map = google_compute_url_map.https.id
}

resource "google_compute_global_address" "web" {
  name       = "crm-web"
  depends_on = [google_project_service.on]
}

resource "google_compute_global_forwarding_rule" "web" {
  name                  = "crm-web"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.web.address
  port_range            = "443"
  target                = google_compute_target_https_proxy.web.id
  labels                = { use = "web" }
}

resource "google_compute_global_forwarding_rule" "https" {
  name                  = "crm-https"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.web.id
  port_range            = "80"
  target                = google_compute_target_http_proxy.https.id
}
