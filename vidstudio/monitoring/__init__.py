"""What load balancers, Prometheus and containers ask: is it alive, can it work, how much waits."""
