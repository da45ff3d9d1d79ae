resource "google_billing_budget" "month" {
  billing_account = "000000-000000-000000"
  display_name    = "crm"
  amount {
    specified_amount {
      currency_code = "USD"
      units         = "8525"
    }
  }
  threshold_rules { threshold_percent = 0.9 }
}
