locals {
  # What the release monitors once Google's Prometheus collects it; without it, ours in the cluster does.
  collected = [
    "CADVISOR", "DAEMONSET", "DEPLOYMENT", "HPA", "KUBELET", "POD", "STATEFULSET", "STORAGE",
  ]
  monitored = concat(["SYSTEM_COMPONENTS"], var.managed_prometheus ? local.collected : [])
}
