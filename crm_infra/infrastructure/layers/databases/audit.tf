# Who came in and failed to, and every change of rights, users, collections and indexes. Reads and
# writes of documents are not in it: that would be a line for each query of every user.
resource "mongodbatlas_auditing" "this" {
  project_id                  = mongodbatlas_project.this.id
  enabled                     = true
  audit_authorization_success = false
  audit_filter = jsonencode({
    atype = {
      "$in" = [
        "authenticate", "authCheck", "createCollection", "createDatabase", "createIndex",
        "createRole", "createUser", "dropAllRolesFromDatabase", "dropAllUsersFromDatabase",
        "dropCollection", "dropDatabase", "dropIndex", "dropRole", "dropUser",
        "grantPrivilegesToRole", "grantRolesToRole", "grantRolesToUser", "renameCollection",
        "revokePrivilegesFromRole", "revokeRolesFromRole", "revokeRolesFromUser", "updateRole",
        "updateUser",
      ]
    }
  })
}
