"""The files with which a company's repository begins."""
