variable "account_id" {
  description = "The part of the email before the '@'."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.account_id))
    error_message = "account_id is '${var.account_id}'; it must be 6 to 30 lower-case letters, digits or '-', beginning with a letter. Choose another."
  }
}

variable "display_name" {
  description = "What the account is for, in a few words."
  type        = string
}

variable "project" {
  description = "Project in which the account lives and gets its roles."
  type        = string
}

variable "project_roles" {
  description = "Roles on the whole project by a short key. Prefer a grant on the one resource instead."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(setintersection(values(var.project_roles), ["roles/owner", "roles/editor", "roles/viewer"])) == 0
    error_message = "project_roles are ${join(", ", values(var.project_roles))}; basic roles are never granted. Name the predefined or custom roles that the account needs."
  }
}

variable "users" {
  description = "Who may act as the account, by a short key: the role on the account and the member."
  type        = map(object({ role = string, member = string }))
  default     = {}
}
