locals {
  # Grants on one resource stand beside that resource; here are only those on the whole project.
  service_accounts = {
    gke-nodes = {
      display_name = "GKE nodes"
      roles        = { node = "roles/container.defaultNodeServiceAccount" }
    }
    frontend = {
      display_name = "Frontend pods"
      roles        = { trace = "roles/cloudtrace.agent" }
    }
    backend = {
      display_name = "Backend pods"
      roles        = { trace = "roles/cloudtrace.agent" }
    }
    jobs = {
      display_name = "Cloud Run services and jobs"
      roles        = { trace = "roles/cloudtrace.agent" }
    }
    scheduler = {
      display_name = "Cloud Scheduler, which starts the jobs"
      roles        = {}
    }
    backup = {
      display_name = "Writer of backups"
      roles        = {}
    }
    rotation = {
      display_name = "Rotator of secrets"
      roles        = {}
    }
    ci-plan = {
      display_name = "CI: plans, changes nothing"
      roles        = { planner = google_project_iam_custom_role.planner.id }
    }
    ci-apply = {
      display_name = "CI: applies what was approved"
      roles        = { deployer = google_project_iam_custom_role.deployer.id }
    }
  }

  service_account_users = merge(
    { for name in keys(local.service_accounts) : name => {} },
    {
      ci-plan  = { github = { role = "roles/iam.workloadIdentityUser", member = local.github_plan } }
      ci-apply = { github = { role = "roles/iam.workloadIdentityUser", member = local.github_apply } }
    },
  )
}

module "service_account" {
  source   = "../../modules/service-account"
  for_each = local.service_accounts

  account_id    = "${local.prefix}-${each.key}"
  display_name  = each.value.display_name
  project       = local.project
  project_roles = each.value.roles
  users         = local.service_account_users[each.key]

  depends_on = [google_project_service.enabled]
}

# Attaching an account to a machine or a job needs the right to act as it, on that account alone.
resource "google_service_account_iam_member" "deployer_attaches" {
  for_each = toset(["gke-nodes", "jobs", "scheduler", "rotation"])

  service_account_id = module.service_account[each.key].name
  role               = "roles/iam.serviceAccountUser"
  member             = module.service_account["ci-apply"].member
}
