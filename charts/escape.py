"""Texts that must come through Helm and Terraform as they are."""


def through_tpl(text: str) -> str:
    """A text that Helm's `tpl` leaves as it is: it would take `{{` for the start of an action."""
    return text.replace("{{", "{{`{{`}}")


def through_terraform(text: str) -> str:
    """A text that Terraform leaves as it is: `${` and `%{` would be the start of a template."""
    return text.replace("${", "$${").replace("%{", "%%{")
