output "email" {
  description = "Email of the account."
  value       = google_service_account.this.email
}

output "member" {
  description = "The account as an IAM member."
  value       = google_service_account.this.member
}

output "name" {
  description = "Full resource name of the account."
  value       = google_service_account.this.name
}
