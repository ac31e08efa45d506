"""Texts that Terraform leaves as they are."""


def literal(text: str) -> str:
    """A text in which Terraform finds no template of its own."""
    return text.replace("${", "$${").replace("%{", "%%{")
