"""What each rule must do, and how the real engines are asked whether it does."""
