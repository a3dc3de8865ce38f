"""Charts as SVG, made when the site is built: `spark` for rows, the others for pages.

Why they are made by hand and not by Vega-Lite: docs/decisions/0010-charts.md.
"""

from __future__ import annotations

from perfgit.site.charts.sparkline import spark, spark_of

__all__ = ["spark", "spark_of"]
