# What pint looks for in our rules: `pint --offline --config proof/pint.hcl lint`, by
# tests/rules/test_pint.py. Nothing here asks a Prometheus; what needs one is left out by --offline.

parser {
  # What Grafana Cloud takes without quotes.
  names = "legacy"
}

# Some checks only run where there is a server. --offline never asks it.
prometheus "nobody" {
  uri = "http://127.0.0.1:9"
}

checks {
  disabled = [
    # "0s" is Prometheus' default, but it is a decision here: each rule says how long it waits.
    "alerts/for",
  ]
}

rule {
  match {
    name = "DatasourceCanary .+"
  }
  # It never fires by its value, and is there for its errors.
  disable = ["promql/impossible"]
}

rule {
  match {
    kind = "alerting"
  }

  label "severity" {
    values   = ["critical", "warning", "info"]
    required = true
    severity = "bug"
  }

  label "team" {
    required = true
    severity = "bug"
  }

  annotation "summary" {
    required = true
    severity = "bug"
  }

  annotation "description" {
    required = true
    severity = "bug"
  }

  annotation "runbook_url" {
    value    = "https://.+[.]md"
    required = true
    severity = "bug"
  }
}

rule {
  match {
    kind = "recording"
  }

  name "[a-z_]+:[a-z0-9_]+:[a-z0-9_]+" {
    comment  = "level:metric:operations"
    severity = "bug"
  }

  # Routes and texts need the one, and the others make a series of each pod.
  aggregate ".+" {
    keep     = ["region", "service"]
    severity = "bug"
  }

  aggregate ".+" {
    strip    = ["instance", "pod"]
    severity = "bug"
  }
}
