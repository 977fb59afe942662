"""Trials of what may go wrong around a run: hostile targets, signals, disks, files, users' code.

``make robustness`` runs them all and writes ``reports/robustness.md``; the tests run a sample.
"""
