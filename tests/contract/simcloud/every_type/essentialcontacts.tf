resource "google_essential_contacts_contact" "c" {
  parent                              = "projects/crm-golden"
  email                               = "security@example.com"
  language_tag                        = "en"
  notification_category_subscriptions = ["SECURITY", "TECHNICAL"]
}
