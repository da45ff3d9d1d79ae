locals {
  labels = merge(var.environment.project.labels, {
    environment         = var.environment.name
    layer               = "databases"
    data-classification = var.environment.data_classification
    managed-by          = "crm-infra"
  })
}

provider "google" {
  project = var.environment.project.id
  region  = var.environment.regions.primary.name

  default_labels = local.labels
}

# Its credentials come from the environment of the process and from nowhere else: no variable, no
# state and no plan knows them.
provider "mongodbatlas" {}
