locals {
  enforced_constraints = toset([
    "compute.disableGuestAttributesAccess",
    "compute.disableSerialPortAccess",
    "compute.requireOsLogin",
    "compute.requireShieldedVm",
    "compute.skipDefaultNetworkCreation",
    "iam.automaticIamGrantsForDefaultServiceAccounts",
    "iam.disableServiceAccountKeyCreation",
    "iam.disableServiceAccountKeyUpload",
    "storage.publicAccessPrevention",
    "storage.uniformBucketLevelAccess",
  ])

  allowed_values = {
    "gcp.resourceLocations" = ["in:us-locations"]
    "run.allowedIngress"    = ["internal", "internal-and-cloud-load-balancing"]
  }
}

resource "google_org_policy_policy" "enforced" {
  for_each = local.enforced_constraints

  name   = "projects/${local.project}/policies/${each.key}"
  parent = "projects/${local.project}"

  spec {
    rules {
      enforce = "TRUE"
    }
  }

  depends_on = [google_project_service.enabled]
}

resource "google_org_policy_policy" "allowed" {
  for_each = local.allowed_values

  name   = "projects/${local.project}/policies/${each.key}"
  parent = "projects/${local.project}"

  spec {
    rules {
      values {
        allowed_values = each.value
      }
    }
  }

  depends_on = [google_project_service.enabled]
}

# No machine has an address of its own on the internet: NAT and the load balancer do.
resource "google_org_policy_policy" "no_external_address" {
  name   = "projects/${local.project}/policies/compute.vmExternalIpAccess"
  parent = "projects/${local.project}"

  spec {
    rules {
      deny_all = "TRUE"
    }
  }

  depends_on = [google_project_service.enabled]
}
