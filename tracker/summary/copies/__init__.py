"""A copy of one week to hand to a clinician or a relative: on paper, or by a link that ends by itself."""
