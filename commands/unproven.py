"""Says what no engine here proves of the alert rules: `python -m commands.unproven`."""

from proof.unproven import report

if __name__ == "__main__":
    print(report())
