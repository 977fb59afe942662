"""Mocks made of contracts: what they keep, how they answer, and how they refuse."""
