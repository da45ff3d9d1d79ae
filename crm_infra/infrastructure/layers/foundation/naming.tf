# Key rings stay for ever, pools, roles and log buckets for days or weeks after they are deleted:
# the suffix lets a destroyed environment be provisioned again under fresh names.
resource "random_id" "suffix" {
  byte_length = 3
}

locals {
  prefix  = "crm"
  suffix  = random_id.suffix.hex
  project = var.environment.project.id
  protect = var.environment.protection.deletion
}
