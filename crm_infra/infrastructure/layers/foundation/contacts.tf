locals {
  contact_categories = {
    billing   = ["BILLING", "SUSPENSION"]
    security  = ["SECURITY"]
    technical = ["TECHNICAL", "TECHNICAL_INCIDENTS"]
  }

  # Google takes one contact for an address: a shared mailbox gets the categories of all its roles.
  contacts = {
    for address in distinct(values(var.environment.contacts)) : address => sort(flatten([
      for role, of in var.environment.contacts : local.contact_categories[role] if of == address
    ]))
  }
}

resource "google_essential_contacts_contact" "this" {
  for_each = local.contacts

  parent                              = "projects/${var.environment.project.number}"
  email                               = each.key
  language_tag                        = "en"
  notification_category_subscriptions = each.value

  depends_on = [google_project_service.enabled]
}

resource "google_monitoring_notification_channel" "email" {
  for_each = var.environment.contacts

  display_name = "CRM ${each.key}"
  type         = "email"
  labels       = { email_address = each.value }

  depends_on = [google_project_service.enabled]
}
