provider "google" {
  project = var.environment.project.id
  region  = var.environment.regions.primary.name

  # Budgets, contacts and organisation policies are billed to the caller's own project otherwise.
  user_project_override = true
  billing_project       = var.environment.project.id

  default_labels = merge(var.environment.project.labels, {
    environment         = var.environment.name
    layer               = "foundation"
    data-classification = var.environment.data_classification
    managed-by          = "crm-infra"
  })
}
