"""The questions, one module a part. A question is declared here and nowhere else."""
