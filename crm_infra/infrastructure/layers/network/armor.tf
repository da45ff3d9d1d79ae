locals {
  # Sensitivity 1 of each rule set: what is almost surely an attack. Order is the order of evaluation.
  waf_rule_sets = {
    sqli-v33-stable             = 1000
    xss-v33-stable              = 1010
    lfi-v33-stable              = 1020
    rfi-v33-stable              = 1030
    rce-v33-stable              = 1040
    scannerdetection-v33-stable = 1050
    protocolattack-v33-stable   = 1060
    sessionfixation-v33-stable  = 1070
  }

  waf_rules = merge(
    {
      for rule_set, priority in local.waf_rule_sets :
      priority => "evaluatePreconfiguredWaf('${rule_set}', {'sensitivity': 1})"
    },
    { 1080 = "evaluatePreconfiguredWaf('cve-canary')" },
  )

  everyone = ["*"]
}

resource "google_compute_security_policy" "edge" {
  name            = "${local.prefix}-edge"
  type            = "CLOUD_ARMOR"
  deletion_policy = local.deletion_policy

  adaptive_protection_config {
    layer_7_ddos_defense_config {
      enable          = true
      rule_visibility = "STANDARD"
    }
  }

  advanced_options_config {
    json_parsing                 = "STANDARD"
    log_level                    = "NORMAL"
    request_body_inspection_size = "64KB"
  }

  dynamic "rule" {
    for_each = local.waf_rules
    content {
      action   = "deny(403)"
      priority = tonumber(rule.key)
      preview  = var.environment.edge.waf_preview

      match {
        expr {
          expression = rule.value
        }
      }
    }
  }

  # Last, because it lets conforming requests through and ends the evaluation: an attack rule behind
  # it would never run.
  rule {
    action   = "rate_based_ban"
    priority = 2000
    preview  = false

    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = local.everyone
      }
    }

    rate_limit_options {
      conform_action   = "allow"
      exceed_action    = "deny(429)"
      enforce_on_key   = "IP"
      ban_duration_sec = 600

      rate_limit_threshold {
        count        = 100
        interval_sec = 60
      }

      ban_threshold {
        count        = 1000
        interval_sec = 600
      }
    }
  }

  rule {
    action   = "allow"
    priority = 2147483647
    preview  = false

    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = local.everyone
      }
    }
  }
}
