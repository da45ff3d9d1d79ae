locals {
  database = "crm"

  # What each service does with documents of its database; no role may drop, rename or administer.
  database_users = {
    backend = {
      password = "mongodb-backend-password"
      actions = [
        "CHANGE_STREAM", "COLL_STATS", "CREATE_COLLECTION", "CREATE_INDEX", "DB_STATS", "FIND",
        "INSERT", "LIST_COLLECTIONS", "LIST_INDEXES", "REMOVE", "UPDATE",
      ]
    }
    jobs = {
      password = "mongodb-jobs-password"
      actions  = ["FIND", "INSERT", "LIST_COLLECTIONS", "LIST_INDEXES", "UPDATE"]
    }
  }
}

resource "mongodbatlas_custom_db_role" "this" {
  for_each = local.database_users

  project_id = mongodbatlas_project.this.id
  role_name  = "${local.prefix}-${each.key}"

  dynamic "actions" {
    for_each = toset(each.value.actions)
    content {
      action = actions.key
      resources {
        database_name   = local.database
        collection_name = ""
      }
    }
  }
}

# timestamp() is known only while applying. A plan is made by an account that may read no secret, and
# so it must not open any; an apply that changes nothing opens none either.
ephemeral "google_secret_manager_secret_version" "password" {
  for_each = local.database_users

  project = local.project
  secret  = timestamp() == "" ? null : basename(var.foundation.secret_ids[each.value.password])
}

# The version stays 1: the rotator changes later passwords here and in Secret Manager together.
resource "mongodbatlas_database_user" "this" {
  for_each = local.database_users

  project_id          = mongodbatlas_project.this.id
  username            = each.key
  auth_database_name  = "admin"
  password_wo         = ephemeral.google_secret_manager_secret_version.password[each.key].secret_data
  password_wo_version = 1

  roles {
    role_name     = mongodbatlas_custom_db_role.this[each.key].role_name
    database_name = "admin"
  }

  scopes {
    name = mongodbatlas_advanced_cluster.this.name
    type = "CLUSTER"
  }
}
