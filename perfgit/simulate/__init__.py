"""`perfgit simulate`: a company of any size that never was, for load tests and demonstrations."""
