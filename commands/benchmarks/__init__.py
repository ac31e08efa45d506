"""What the collectors cost: lines, spans and series through the real engine, as ratios in a run."""
