locals {
  cluster_name = "crm"
  prefix       = "crm"
  project      = var.environment.project.id
  protect      = var.environment.protection.deletion

  # Where databases stand: the network of the recovery region is there in any case.
  standing = { for where, region in var.environment.regions : where => region if region.standing }

  # Google's regions that may hold our data, and what Atlas calls them. All lie in the United States.
  atlas_regions = {
    us-central1 = "CENTRAL_US"
    us-east1    = "EASTERN_US"
    us-east4    = "US_EAST_4"
    us-south1   = "US_SOUTH_1"
    us-west1    = "WESTERN_US"
    us-west2    = "US_WEST_2"
  }

  electable_regions = [
    var.environment.regions.primary.name,
    var.environment.regions.recovery.name,
    var.environment.databases.atlas.witness_region,
  ]

  instance_sizes = ["M10", "M20", "M30", "M40", "M50"]
  days           = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  # What Atlas counts when it compares retentions.
  retention_days = {
    hourly  = var.environment.databases.backup.hourly_days
    daily   = var.environment.databases.backup.daily_days
    weekly  = var.environment.databases.backup.weekly_weeks * 7
    monthly = var.environment.databases.backup.monthly_months * 31
  }
}
