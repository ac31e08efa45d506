"""What queries say: the one door to the parsers of PromQL, LogQL and TraceQL."""
