resource "google_service_account" "this" {
  account_id   = var.account_id
  display_name = var.display_name
}

resource "google_project_iam_member" "this" {
  for_each = var.project_roles

  project = var.project
  role    = each.value
  member  = google_service_account.this.member
}

resource "google_service_account_iam_member" "user" {
  for_each = var.users

  service_account_id = google_service_account.this.name
  role               = each.value.role
  member             = each.value.member
}
