resource "google_billing_budget" "monthly" {
  billing_account = var.environment.project.billing_account
  display_name    = "CRM ${var.environment.name}"

  budget_filter {
    projects               = ["projects/${var.environment.project.number}"]
    calendar_period        = "MONTH"
    credit_types_treatment = "INCLUDE_ALL_CREDITS"
  }

  amount {
    specified_amount {
      currency_code = "USD"
      units         = tostring(var.environment.budget.monthly_usd)
    }
  }

  dynamic "threshold_rules" {
    for_each = var.environment.budget.thresholds
    content {
      threshold_percent = threshold_rules.value
      spend_basis       = "CURRENT_SPEND"
    }
  }

  threshold_rules {
    threshold_percent = 1
    spend_basis       = "FORECASTED_SPEND"
  }

  all_updates_rule {
    monitoring_notification_channels = [
      google_monitoring_notification_channel.email["billing"].id,
      google_monitoring_notification_channel.email["technical"].id,
    ]
    disable_default_iam_recipients = true
  }

  depends_on = [google_project_service.enabled]
}
