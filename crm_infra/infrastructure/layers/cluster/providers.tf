provider "google" {
  project = var.environment.project.id
  region  = var.environment.regions.primary.name

  default_labels = merge(var.environment.project.labels, {
    environment         = var.environment.name
    layer               = "cluster"
    data-classification = var.environment.data_classification
    managed-by          = "crm-infra"
  })
}
