locals {
  viewing = [
    "roles/browser",
    "roles/cloudtrace.user",
    "roles/compute.networkViewer",
    "roles/container.clusterViewer",
    "roles/logging.viewer",
    "roles/monitoring.viewer",
  ]

  # Nobody changes infrastructure by hand: writers work inside the cluster, approvers see the audit trail.
  access_roles = {
    readers   = local.viewing
    writers   = concat(local.viewing, ["roles/container.developer", "roles/run.developer"])
    approvers = concat(local.viewing, ["roles/iam.securityReviewer", "roles/logging.privateLogViewer"])
  }

  # A group that appears under two headings gets each role once.
  access_grants = merge([
    for heading, members in var.environment.access : {
      for pair in setproduct(members, local.access_roles[heading]) :
      "${pair[0]} ${pair[1]}" => { member = pair[0], role = pair[1] }
    }
  ]...)
}

resource "google_project_iam_member" "access" {
  for_each = local.access_grants

  project = local.project
  role    = each.value.role
  member  = each.value.member

  depends_on = [google_project_service.base]
}
