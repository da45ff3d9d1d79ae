resource "mongodbatlas_project" "crm" {
  name   = "crm-dev"
  org_id = "5f0a1b2c3d4e5f6a7b8c9d0e"
  tags   = { environment = "dev" }
}

resource "mongodbatlas_maintenance_window" "crm" {
  project_id  = mongodbatlas_project.crm.id
  day_of_week = 1
  hour_of_day = 3
}
