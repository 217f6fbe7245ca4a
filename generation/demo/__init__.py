"""A product of our own to try vidstudio with: `product` draws its photo, `record` describes it."""
