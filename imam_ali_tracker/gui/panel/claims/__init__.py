"""The page of claims: verdicts beside what was measured, and how claims changed."""
