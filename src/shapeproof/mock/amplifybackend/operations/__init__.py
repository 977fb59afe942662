"""The operations, a module per noun. Parameters and results are in wire names."""
