resource "mongodbatlas_custom_db_role" "reader" {
  project_id = mongodbatlas_project.crm.id
  role_name  = "reader"
  actions {
    action = "FIND"
    resources {
      database_name   = "crm"
      collection_name = ""
    }
  }
}

resource "mongodbatlas_database_user" "backend" {
  project_id          = mongodbatlas_project.crm.id
  username            = "backend"
  auth_database_name  = "admin"
  password_wo         = "written-only-once"
  password_wo_version = 1
  roles {
    role_name     = "readWrite"
    database_name = "crm"
  }
  scopes {
    name = mongodbatlas_advanced_cluster.crm.name
    type = "CLUSTER"
  }
}

resource "mongodbatlas_project_ip_access_list" "nodes" {
  project_id = mongodbatlas_project.crm.id
  cidr_block = "10.0.0.0/20"
  comment    = "nodes"
}

resource "mongodbatlas_project_ip_access_list" "one" {
  project_id = mongodbatlas_project.crm.id
  ip_address = "203.0.113.7"
}

resource "mongodbatlas_project_service_account" "robot" {
  project_id  = mongodbatlas_project.crm.id
  name        = "robot"
  description = "reads"
  roles       = ["GROUP_READ_ONLY"]
}

resource "mongodbatlas_service_account" "robot" {
  org_id      = "5f0a1b2c3d4e5f6a7b8c9d0e"
  name        = "robot"
  description = "reads"
  roles       = ["ORG_READ_ONLY"]
}
