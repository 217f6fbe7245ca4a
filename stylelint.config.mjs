export default {
  extends: ["stylelint-config-standard"],
  reportNeedlessDisables: true,
  reportDescriptionlessDisables: true,
  rules: {
    // A word that no browser knows would be passed over without a sound.
    "declaration-property-value-no-unknown": true,
    // block, block-part, block--variant; a variant may spell a state as the database does (badge--in_review).
    // The others are the admin's own.
    "selector-class-pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*(--[a-z0-9_-]+)?$|^v[A-Z]|^has_original$",
    "selector-id-pattern": "^[a-z][a-z0-9_-]*$",
    // Rules stand by component, not by weight.
    "no-descending-specificity": null,
    "value-keyword-case": [
      "lower",
      { ignoreKeywords: ["currentColor", "crispEdges"], ignoreProperties: ["/^--/", "/^font/"] },
    ],
    // Groups of tokens, and groups of declarations, stand apart.
    "custom-property-empty-line-before": null,
    "declaration-empty-line-before": null,
    // iPhones still need it.
    "property-no-vendor-prefix": [true, { ignoreProperties: ["text-size-adjust"] }],
  },
};
