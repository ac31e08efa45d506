"""What Alloy scrapes and tails in a cluster, as small servers and files."""
