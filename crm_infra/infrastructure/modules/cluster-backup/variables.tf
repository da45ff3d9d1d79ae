variable "name" {
  description = "Name of the plan."
  type        = string
}

variable "cluster" {
  description = "Id of the cluster that is backed up."
  type        = string
}

variable "location" {
  description = "Region in which the backups are kept: another one than the cluster's."
  type        = string

  validation {
    condition     = !strcontains(var.cluster, "/locations/${var.location}/")
    error_message = "location is ${var.location}; backups of ${var.cluster} would be lost together with it. Keep them in the other region."
  }
}

variable "key" {
  description = "Key of the backups, in the region in which they are kept."
  type        = string

  validation {
    condition     = strcontains(var.key, "/locations/${var.location}/")
    error_message = "key is ${var.key}; backups in ${var.location} take a key of that location only. Give the key backup of that region."
  }
}

variable "retain_days" {
  description = "Days after which a backup is deleted."
  type        = number

  # GKE keeps at most 360 times the interval of the schedule, which is six hours.
  validation {
    condition     = var.retain_days >= 1 && var.retain_days <= 90
    error_message = "retain_days is ${var.retain_days}; backups every six hours are kept for 1 to 90 days. Change cluster.backup_retention_days."
  }
}

variable "lock_days" {
  description = "Days in which nobody can delete a backup."
  type        = number

  validation {
    condition     = var.lock_days >= 0 && var.lock_days <= var.retain_days
    error_message = "lock_days is ${var.lock_days}; a backup is kept for ${var.retain_days} days and cannot be locked for longer. Lower it."
  }
}

variable "protect" {
  description = "Whether Terraform refuses to destroy the plan."
  type        = bool
}
