// The pages' scripts are plain deferred scripts, each a function of its own: no build step, no modules. What they
// share is on `studio` (static/js/studio.js).
import js from "@eslint/js";
import globals from "globals";

const shared = { studio: "readonly" };
const vendored = { htmx: "readonly", Sortable: "readonly" };

export default [
  { ignores: ["static/vendor/", "var/", "staticfiles/", ".venv/"] },
  js.configs.recommended,
  {
    files: ["**/*.mjs"],
    languageOptions: { sourceType: "module" },
  },
  {
    files: ["static/js/**/*.js"],
    languageOptions: {
      ecmaVersion: 2024,
      sourceType: "script",
      globals: { ...globals.browser, ...shared, ...vendored },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // Globals that a typo would fall back to without a word: say event, window.name and so on are meant.
      "no-restricted-globals": [
        "error",
        "event",
        "name",
        "status",
        "find",
        "open",
        "close",
        "stop",
        "length",
      ],
      "no-implicit-globals": "error",
      strict: ["error", "function"],
      "no-unused-vars": ["error", { args: "all", argsIgnorePattern: "^_" }],
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
      "one-var": ["error", "never"],
      eqeqeq: "error",
      curly: ["error", "multi-line"],
      "no-param-reassign": "error",
      "no-return-assign": ["error", "except-parens"],
      "no-sequences": "error",
      "no-nested-ternary": "error",
      "no-unused-expressions": "error",
      "no-unmodified-loop-condition": "error",
      "no-promise-executor-return": "error",
      "no-use-before-define": ["error", { functions: false, classes: false }],
      "no-console": "error",
      "no-alert": "error",
      // The Content-Security-Policy forbids code in strings.
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-script-url": "error",
      complexity: ["error", 12],
      "max-depth": ["error", 3],
      "max-lines": ["error", 350],
      "max-lines-per-function": [
        "error",
        { max: 60, IIFEs: false, skipBlankLines: true, skipComments: true },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[property.name=/^(innerHTML|outerHTML)$/]",
          message: "Build elements, or set textContent: text from a person must not become markup.",
        },
        {
          selector: "CallExpression[callee.property.name=/^(insertAdjacentHTML|write|writeln)$/]",
          message: "Build elements: text from a person must not become markup.",
        },
      ],
    },
  },
];
