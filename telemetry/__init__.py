"""What rules and dashboards use, what the collectors therefore ship, and what that costs."""
