output "id" {
  description = "Id of the job. Whoever starts it waits until that is allowed."
  value       = google_cloud_run_v2_job.this.id

  depends_on = [google_cloud_run_v2_job_iam_member.invoker]
}
