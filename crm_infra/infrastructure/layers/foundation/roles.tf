locals {
  read = ["get", "list"]
  own  = ["create", "delete", "get", "list", "update"]
  iam  = ["getIamPolicy", "setIamPolicy"]
  use  = ["use"]

  address = ["create", "createInternal", "delete", "deleteInternal", "get", "list", "setLabels", "use"]

  # What the layers manage, and what Terraform must do with it. Nothing here decrypts, reads a secret's
  # value or reads an object: the few secrets that a layer hands on are granted one by one.
  deployer_verbs = {
    "artifactregistry.repositories" = concat(local.own, local.iam)
    "binaryauthorization.policy"    = ["get", "update"]
    "cloudkms.cryptoKeyVersions"    = ["destroy", "get", "list"]
    "cloudkms.cryptoKeys"           = concat(["create", "get", "list", "update"], local.iam)
    "cloudkms.keyRings"             = concat(["create", "get", "list"], local.iam)
    "cloudscheduler.jobs"           = concat(local.own, ["enable", "pause"])
    "compute.addresses"             = concat(local.address, ["useInternal"])
    "compute.firewallPolicies"      = concat(local.own, local.use)
    "compute.forwardingRules" = [
      "create", "delete", "get", "list", "pscCreate", "pscDelete", "pscSetLabels", "setLabels", "use",
    ]
    "compute.globalAddresses"       = local.address
    "compute.globalOperations"      = local.read
    "compute.instanceGroupManagers" = ["get"]
    "compute.networks" = concat(local.own, local.use, [
      "addPeering", "removePeering", "setFirewallPolicy", "updatePeering", "updatePolicy",
    ])
    "compute.projects"                  = ["get"]
    "compute.regionOperations"          = local.read
    "compute.regions"                   = local.read
    "compute.routers"                   = concat(local.own, local.use)
    "compute.routes"                    = ["create", "delete", "get", "list"]
    "compute.securityPolicies"          = concat(local.own, local.use, ["setLabels"])
    "compute.sslPolicies"               = concat(local.own, local.use)
    "compute.subnetworks"               = concat(local.own, local.use, ["expandIpCidrRange", "setPrivateIpGoogleAccess"])
    "compute.zones"                     = local.read
    "container.clusters"                = local.own
    "container.operations"              = local.read
    "dns.changes"                       = ["create", "get", "list"]
    "dns.managedZones"                  = local.own
    "dns.networks"                      = ["bindPrivateDNSPolicy", "bindPrivateDNSZone"]
    "dns.policies"                      = local.own
    "dns.resourceRecordSets"            = local.own
    "essentialcontacts.contacts"        = local.own
    "gkebackup.backupPlans"             = concat(local.own, local.iam)
    "gkebackup.operations"              = local.read
    "gkebackup.restorePlans"            = concat(local.own, local.iam)
    "iam.roles"                         = concat(local.own, ["undelete"])
    "iam.serviceAccounts"               = concat(local.own, local.iam)
    "iam.workloadIdentityPoolProviders" = local.own
    "iam.workloadIdentityPools"         = local.own
    "logging.buckets"                   = local.own
    "logging.cmekSettings"              = ["get"]
    "logging.sinks"                     = local.own
    "monitoring.alertPolicies"          = local.own
    "monitoring.notificationChannels"   = local.own
    "orgpolicy.policy"                  = ["get"]
    "pubsub.subscriptions"              = concat(local.own, local.iam)
    "pubsub.topics"                     = concat(local.own, local.iam, ["attachSubscription"])
    "redis.instances"                   = concat(local.own, ["getAuthString", "updateAuth"])
    "redis.operations"                  = local.read
    "resourcemanager.projects"          = concat(["get"], local.iam)
    "run.jobs"                          = concat(local.own, local.iam)
    "run.operations"                    = local.read
    "run.services"                      = concat(local.own, local.iam)
    "secretmanager.secrets"             = concat(local.own, local.iam)
    "secretmanager.versions"            = ["add", "destroy", "disable", "enable", "get", "list"]
    "servicedirectory.namespaces"       = local.own
    "servicedirectory.services"         = local.own
    "servicenetworking.operations"      = ["get"]
    "servicenetworking.services"        = ["addPeering", "get"]
    "serviceusage.services"             = ["enable", "get", "list", "use"]
    "storage.buckets"                   = concat(local.own, local.iam)
  }

  deployer_permissions = flatten([
    for resource, verbs in local.deployer_verbs : [for verb in verbs : "${resource}.${verb}"]
  ])

  # A plan reads; it also has to count as a user of the project, since calls are billed to it. Reading
  # a Redis that wants a password reads that password along (ADR 0069).
  planner_permissions = concat(
    flatten([
      for resource, verbs in local.deployer_verbs : [
        for verb in ["get", "list", "getIamPolicy"] : "${resource}.${verb}" if contains(verbs, verb)
      ]
    ]),
    ["redis.instances.getAuthString", "serviceusage.services.use"],
  )
}

resource "google_project_iam_custom_role" "deployer" {
  role_id     = "crmDeployer_${local.suffix}"
  title       = "CRM deployer"
  permissions = local.deployer_permissions

  depends_on = [google_project_service.base]
}

resource "google_project_iam_custom_role" "planner" {
  role_id     = "crmPlanner_${local.suffix}"
  title       = "CRM planner"
  permissions = local.planner_permissions

  depends_on = [google_project_service.base]
}
